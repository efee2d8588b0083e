package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.capture.Received.Frame;
import dev.zoetrope.capture.TestMedia.Track;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips encoded here, captured by the command, read by real readers. */
class MediaCaptureTest {
  private static final String PICTURES = "testsrc2=size=160x90:rate=25:duration=1";
  private static final String TONE = "sine=frequency=440:duration=1:sample_rate=48000";

  @TempDir Path directory;

  private CaptureRun capture(List<String> streams, Path input, String... options) throws Exception {
    String[] arguments = new String[options.length + 2];
    System.arraycopy(options, 0, arguments, 0, options.length);
    arguments[options.length] = "-i";
    arguments[options.length + 1] = input.toString();
    CaptureRun run = CaptureRun.of(directory.resolve("run"), streams, arguments);
    assertEquals("", run.errors);
    assertEquals(0, run.exitCode);
    assertFalse(Files.exists(directory.resolve("run")), "files are left");
    return run;
  }

  private Path clip(String name, Track... tracks) throws IOException {
    return TestMedia.write(directory.resolve(name), tracks);
  }

  @Test
  void losslessVideoArrivesBitForBit() throws Exception {
    Path clip = clip("a.mkv", Track.of(PICTURES, "ffv1"));
    Received received = capture(List.of("video"), clip).only();
    CaptureRun direct =
        CaptureRun.of(directory.resolve("run"), List.of("video"), "-i", "pattern:" + PICTURES);
    assertEquals(25, received.frames.size());
    assertEquals(ReaderState.ENDED, received.end);
    assertEquals(
        direct.only().frames.stream().map(Frame::md5).toList(),
        received.frames.stream().map(Frame::md5).toList());
    for (int i = 0; i < 25; i++) {
      Frame frame = received.frames.get(i);
      assertEquals(i * 0.04, frame.seconds(), 1e-9);
      assertEquals(0.04, (double) frame.duration() * frame.timeBaseNum() / frame.timeBaseDen());
      assertEquals("yuv420p", frame.format());
      assertFalse(frame.has(FrameHeader.CORRUPT | FrameHeader.DISCONTINUITY));
    }
    assertTrue(received.frames.get(0).has(FrameHeader.KEY));
    assertEquals(25, received.frameRateNum / received.frameRateDen);
    assertEquals(1_000_000_000L, received.durationNs);
    assertFalse(received.live);
  }

  @Test
  void videoAndAudioKeepTheirOffset() throws Exception {
    Path clip = clip("a.mkv", Track.of(PICTURES, "mpeg4"), Track.of(TONE, "flac"));
    CaptureRun run = capture(List.of("video", "audio"), clip);
    assertEquals(25, run.streams.get(0).frames.size());
    assertEquals(0, run.streams.get(0).frames.get(0).pts());
    long samples = 0;
    for (Frame frame : run.streams.get(1).frames) {
      assertEquals(samples, frame.pts());
      assertEquals(48000, frame.timeBaseDen());
      samples += frame.samples();
    }
    assertEquals(48000, samples);
  }

  @ParameterizedTest
  @ValueSource(ints = {90, 180, 270})
  void rotationReachesTheHeader(int degrees) throws Exception {
    Path clip = clip("a.mp4", Track.of(PICTURES, "mpeg4").rotated(degrees));
    for (Frame frame : capture(List.of("video"), clip).only().frames) {
      assertEquals(degrees, frame.rotation());
      assertEquals(160, frame.width());
    }
  }

  @Test
  void interlacingReachesTheHeader() throws Exception {
    Path clip = clip("a.ts", Track.of(PICTURES, "mpeg2video").with("flags", "+ildct+ilme"));
    for (Frame frame : capture(List.of("video"), clip).only().frames) {
      assertTrue(frame.has(FrameHeader.INTERLACED | FrameHeader.TOP_FIELD_FIRST));
    }
  }

  @Test
  void colourAndAspectReachTheHeader() throws Exception {
    Path clip =
        clip(
            "a.mkv",
            Track.of(PICTURES + ",setsar=4/3", "ffv1")
                .with("colorspace", "bt709")
                .with("aspect", "4:3"));
    Frame frame = capture(List.of("video"), clip).only().frames.get(0);
    assertEquals(1, frame.matrix());
    assertEquals(4, frame.sarNum());
    assertEquals(3, frame.sarDen());
  }

  @Test
  void variableFrameRateKeepsItsTimes() throws Exception {
    Path clip = clip("a.mkv", Track.of(PICTURES + ",select=not(eq(mod(n\\,4)\\,1))", "ffv1"));
    List<Frame> frames = capture(List.of("video"), clip).only().frames;
    int at = 0;
    for (Frame frame : frames) {
      at += at % 4 == 1 ? 1 : 0;
      assertEquals(at * 0.04, frame.seconds(), 1e-9);
      at++;
    }
    assertEquals(19, frames.size());
  }

  @Test
  void sizeChangesInTheMiddle() throws Exception {
    Path small = clip("small.ts", Track.of(PICTURES, "libopenh264"));
    Path large =
        clip("large.ts", Track.of("testsrc2=size=322x182:rate=25:duration=1", "libopenh264"));
    Files.write(small, Files.readAllBytes(large), StandardOpenOption.APPEND);
    List<Frame> frames = capture(List.of("video"), small).only().frames;
    assertEquals(50, frames.size());
    for (int i = 0; i < 50; i++) {
      assertEquals(i < 25 ? 160 : 322, frames.get(i).width());
      assertEquals(i < 25 ? 90 : 182, frames.get(i).height());
      assertEquals(i * 0.04, frames.get(i).seconds(), 1e-3, "times go on");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mono", "stereo", "2.1", "5.1", "7.1"})
  void channelsArrive(String layout) throws Exception {
    String source = "anullsrc=channel_layout=" + layout + ":sample_rate=44100:d=0.5";
    Path clip = clip("a.mka", Track.of(source + ",aformat=sample_fmts=s16", "flac"));
    Frame frame = capture(List.of("audio"), clip).only().frames.get(0);
    assertEquals(layout, frame.layout());
    assertEquals(44100, frame.sampleRate());
  }

  @Test
  void loopGoesOnWithoutAJump() throws Exception {
    Path clip = clip("a.mkv", Track.of(PICTURES, "mpeg4"));
    List<Frame> frames = capture(List.of("video"), clip, "-stream_loop", "2").only().frames;
    assertEquals(75, frames.size());
    for (int i = 0; i < 75; i++) {
      assertEquals(i * 0.04, frames.get(i).seconds(), 1e-3);
      assertEquals(frames.get(i % 25).md5(), frames.get(i).md5());
    }
  }

  @Test
  void seekIsAccurate() throws Exception {
    Path clip = clip("a.mkv", Track.of(PICTURES, "mpeg4").with("g", "100"));
    List<Frame> all = capture(List.of("video"), clip).only().frames;
    Received part = capture(List.of("video"), clip, "-ss", "0.4", "-t", "0.2").only();
    assertEquals(
        all.subList(10, 15).stream().map(Frame::md5).toList(),
        part.frames.stream().map(Frame::md5).toList());
    assertEquals(0, part.frames.get(0).pts());
    assertEquals(200_000_000L, part.durationNs);
  }

  @Test
  void seekFromTheEndIsAccurateToo() throws Exception {
    Path clip = clip("a.mkv", Track.of(PICTURES, "mpeg4").with("g", "100"));
    List<Frame> all = capture(List.of("video"), clip).only().frames;
    List<Frame> part = capture(List.of("video"), clip, "-sseof", "-0.4").only().frames;
    assertEquals(
        all.subList(15, 25).stream().map(Frame::md5).toList(),
        part.stream().map(Frame::md5).toList());
    List<Frame> more = capture(List.of("video"), clip, "-sseof", "-10").only().frames;
    assertEquals(all.size(), more.size());
  }

  @Test
  void mapTakesWhatItNames() throws Exception {
    Path clip =
        clip(
            "a.mkv",
            Track.of(PICTURES, "ffv1"),
            Track.of("testsrc2=size=64x64:rate=10:duration=1", "ffv1"),
            Track.of(TONE, "flac"),
            Track.of("sine=frequency=880:duration=1:sample_rate=8000", "flac"));
    CaptureRun run =
        capture(
            List.of("video", "video1", "audio"),
            clip,
            "-map",
            "0:v:1",
            "-map",
            "0:0",
            "-map",
            "a:1");
    assertEquals(64, run.streams.get(0).frames.get(0).width());
    assertEquals(160, run.streams.get(1).frames.get(0).width());
    assertEquals(8000, run.streams.get(2).frames.get(0).sampleRate());
    assertEquals(10, capture(List.of("video"), clip, "-map", "v:1").only().frames.size());
    assertEquals(25, capture(List.of("video"), clip, "-an").only().frames.size());
    assertEquals(48000, capture(List.of("audio"), clip, "-vn").only().frames.get(0).sampleRate());
  }

  @Test
  void optionsReachDecoders() throws Exception {
    Path clip = clip("a.mkv", Track.of(PICTURES, "mpeg4").with("g", "5"));
    CaptureRun run = capture(List.of("video"), clip, "-skip_frame", "nokey", "-threads", "1");
    assertEquals(5, run.only().frames.size());
  }

  @Test
  void patternAndToneRunTogether() throws Exception {
    CaptureRun run =
        CaptureRun.of(
            directory.resolve("run"),
            List.of("video", "audio"),
            "-i",
            "pattern:testsrc2=size=33x17:rate=10",
            "-i",
            "tone:sine=frequency=440:sample_rate=8000",
            "-t",
            "1.05");
    assertEquals(0, run.exitCode, run.errors);
    assertEquals(11, run.streams.get(0).frames.size());
    assertEquals(8400, run.streams.get(1).frames.stream().mapToInt(Frame::samples).sum());
    assertEquals(1_050_000_000L, run.streams.get(0).durationNs);
  }

  @Test
  void realTimeIsKept() throws Exception {
    long start = System.nanoTime();
    CaptureRun run =
        CaptureRun.of(
            directory.resolve("run"),
            List.of("video"),
            "-re",
            "-t",
            "0.6",
            "-i",
            "pattern:testsrc2=size=32x32:rate=20");
    assertTrue(System.nanoTime() - start >= 550_000_000L);
    List<Frame> frames = run.only().frames;
    assertEquals(12, frames.size());
  }

  @Test
  void damageIsFlaggedAndPassedOver() throws Exception {
    Path clip = clip("a.ts", Track.of(PICTURES, "mpeg2video").with("g", "25"));
    byte[] bytes = Files.readAllBytes(clip);
    for (int i = bytes.length / 3; i < bytes.length / 3 + 3000; i++) {
      if (i % 188 > 20) {
        bytes[i] ^= (byte) (i * 31);
      }
    }
    Files.write(clip, bytes);
    List<Frame> frames = capture(List.of("video"), clip).only().frames;
    assertTrue(frames.size() > 20, () -> frames.size() + " frames");
    assertTrue(
        frames.stream()
            .anyMatch(
                frame -> frame.has(FrameHeader.CORRUPT) || frame.has(FrameHeader.DISCONTINUITY)));
  }
}
