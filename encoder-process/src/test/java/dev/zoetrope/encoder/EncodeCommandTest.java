package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.*;

import dev.zoetrope.encoder.TestCapture.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command on real streams; what it wrote is read back by libavformat. */
class EncodeCommandTest {
  private static final Source PICTURES = Source.video("testsrc2=size=128x96:rate=25:duration=2");
  private static final Source TONE =
      Source.audio("sine=frequency=440:sample_rate=44100:duration=2");

  @TempDir Path runtime;
  @TempDir Path folder;

  private MediaFile encode(String file, Source[] sources, String... options) throws IOException {
    try (TestCapture capture = new TestCapture(runtime, sources).start()) {
      return encode(file, options);
    }
  }

  private MediaFile encode(String file, String... options) {
    List<Object> arguments = new ArrayList<>(List.of("-o", folder.resolve(file)));
    arguments.addAll(List.of(options));
    EncodeRun run = EncodeRun.of(runtime, arguments.toArray());
    assertEquals(0, run.exit(), run.errors());
    return MediaFile.read(folder.resolve(file).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a.mp4  | h264  | aac  | ",
        "a.mov  | h264  | aac  | ",
        "a.mkv  | h264  | aac  | ",
        "a.ts   | h264  | aac  | ",
        "a.webm | vp9   | opus | ",
        "b.mkv  | ffv1  | flac | -c:v ffv1 -c:a flac",
        "c.mkv  | vp8   | vorbis | -c:v libvpx -c:a vorbis -strict -2 -ac 2",
        "d.mkv  | mpeg4 | mp3  | -c:v mpeg4 -c:a libmp3lame",
        "e.mkv  | mjpeg | pcm_s16le | -c:v mjpeg -c:a pcm_s16le",
        "f.mkv  | mpeg2video | mp2 | -c:v mpeg2video -c:a mp2",
        "g.avi  | mpeg4 | mp3  | -c:a libmp3lame",
        "h.m3u8 | h264  | aac  | -hls_time 1",
        "i.flv  | h264  | aac  | ",
        "j.nut  | png   | opus | -c:v png -c:a libopus"
      })
  void bothStreamsArriveCompleteAndTogether(String file, String video, String audio, String options)
      throws IOException {
    String[] more = options == null ? new String[0] : options.split(" ", -1);
    MediaFile media = encode(file, new Source[] {PICTURES, TONE}, more);
    MediaFile.Stream pictures = media.streams.get(0);
    MediaFile.Stream sound = media.streams.get(1);
    assertEquals(video, pictures.codec);
    assertEquals(audio, sound.codec);
    assertEquals(50, pictures.frames);
    assertEquals(0, pictures.errors);
    assertEquals(128, pictures.width);
    double frame = 0.04;
    // AVI has no presentation times; its demuxer guesses.
    double tolerance = file.endsWith(".avi") ? frame + 0.001 : 0.002;
    assertEquals(2, pictures.end - pictures.start, tolerance, "length of the pictures");
    assertEquals(2, sound.end - sound.start, 0.06, "length of the sound");
    assertEquals(0, pictures.start - sound.start, frame, "both begin together");
  }

  @Test
  void everyFrameOfFrameMd5IsTheSourcesOwn() throws Exception {
    try (TestCapture capture = new TestCapture(runtime, PICTURES, TONE).start()) {
      Path file = folder.resolve("out.md5");
      EncodeRun run =
          EncodeRun.of(
              runtime, "-o", file, "-f", "framemd5", "-c:v", "rawvideo", "-c:a", "pcm_s16le");
      assertEquals(0, run.exit(), run.errors());
      List<String> lines = Files.readAllLines(file);
      assertTrue(lines.contains("#tb 0: 1/25"), lines.toString());
      assertTrue(lines.contains("#tb 1: 1/44100"));
      List<String> expected = FrameHashes.of("testsrc2=size=128x96:rate=25:duration=2", 0);
      List<String> got = lines.stream().filter(line -> line.startsWith("0,")).toList();
      assertEquals(expected, got);
      assertEquals(
          FrameHashes.of("sine=frequency=440:sample_rate=44100:duration=2", 1),
          lines.stream().filter(line -> line.startsWith("1,")).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "yuv420p10le, ffv1",
    "yuv444p16le, ffv1",
    "gray, ffv1",
    "rgb24, png",
    "rgba, png",
    "pal8, png",
    "gbrp10le, ffv1",
    "yuva420p, ffv1"
  })
  void losslessCodecsGetThePicturesAsTheyAre(String format, String codec) throws IOException {
    Source source =
        Source.video("testsrc2=size=64x48:rate=25:duration=0.4,scale=65:49,format=" + format);
    MediaFile media = encode("a.mkv", new Source[] {source}, "-c:v", codec);
    assertEquals(10, media.streams.get(0).frames);
    assertEquals(format, media.streams.get(0).pixelFormat);
    assertEquals(65, media.streams.get(0).width);
  }

  @ParameterizedTest
  @CsvSource({
    "rawvideo, extractplanes=y, gray",
    "ffv1, format=gray16le, gray16le",
    "rawvideo, hue=s=0, yuv420p",
    "mjpeg, format=yuv444p, yuvj444p"
  })
  void theFormatIsThatOfTheFiltersOrTheNearestThatTheCodecTakes(
      String codec, String filters, String format) throws IOException {
    MediaFile media = encode("a.nut", new Source[] {PICTURES}, "-c:v", codec, "-vf", filters);
    assertEquals(format, media.streams.get(0).pixelFormat);
  }

  @Test
  void aSizeThatChangesIsScaledToTheFirst() throws IOException {
    Source source =
        Source.video(
            "testsrc2=size=128x96:rate=25:duration=0.4",
            "testsrc2=size=320x240:rate=25:duration=0.4,format=rgb24",
            "testsrc2=size=64x48:rate=25:duration=0.4");
    MediaFile media = encode("a.mp4", new Source[] {source});
    MediaFile.Stream stream = media.streams.get(0);
    assertEquals(30, stream.frames);
    assertEquals(List.of(128), stream.widths.stream().distinct().toList());
    assertEquals(1.2, stream.end, 0.001);
  }

  @Test
  void withoutAutoscaleRawPicturesKeepTheirSize() throws IOException {
    Source source =
        Source.video(
            "testsrc2=size=128x96:rate=25:duration=0.08",
            "testsrc2=size=64x48:rate=25:duration=0.08");
    Path file = folder.resolve("a.md5");
    try (TestCapture capture = new TestCapture(runtime, source).start()) {
      EncodeRun run = EncodeRun.of(runtime, "-o", file, "-f", "framemd5", "-autoscale", "0");
      assertEquals(0, run.exit(), run.errors());
    }
    List<String> sizes =
        Files.readAllLines(file).stream()
            .filter(line -> line.startsWith("0,"))
            .map(line -> line.split(", *", -1)[4])
            .toList();
    assertEquals(List.of("18432", "18432", "4608", "4608"), sizes);
  }

  @Test
  void theSampleRateMayChange() throws IOException {
    Source source =
        Source.audio(
            "sine=sample_rate=44100:duration=1", "sine=sample_rate=44100:duration=1,aformat=s32p");
    MediaFile media =
        encode("a.mkv", new Source[] {source}, "-c:a", "flac", "-ar", "48000", "-ac", "2");
    assertEquals(48000, media.streams.get(0).sampleRate);
    assertEquals(2, media.streams.get(0).channels);
    assertTrue(Math.abs(media.streams.get(0).samples - 96000) < 64);
  }

  @Test
  void wavTakesOnlyTheSound() throws IOException {
    MediaFile media = encode("a.wav", new Source[] {PICTURES, TONE});
    assertEquals(1, media.streams.size());
    assertEquals("pcm_s16le", media.streams.get(0).codec);
    assertEquals(88200, media.streams.get(0).samples);
  }

  @Test
  void aSequenceOfPicturesHasOneFileForEach() throws IOException {
    encode("p%03d.png", new Source[] {Source.video("testsrc2=size=32x32:rate=25:duration=0.4")});
    try (var files = Files.list(folder)) {
      assertEquals(10, files.count());
    }
    assertTrue(Files.exists(folder.resolve("p001.png")));
    EncodeRun again = EncodeRun.of(runtime, "-o", folder.resolve("p%03d.png"));
    assertTrue(again.errors().contains("p001.png': exists already; use -y"), again.errors());
  }

  @Test
  void conversionsAreThoseAskedFor() throws IOException {
    MediaFile media =
        encode(
            "a.mp4",
            new Source[] {PICTURES, TONE},
            "-s",
            "64x48",
            "-r",
            "10",
            "-pix_fmt",
            "yuv420p",
            "-an",
            "-g",
            "5",
            "-b:v",
            "200k",
            "-movflags",
            "+faststart",
            "-metadata",
            "title=x",
            "profile:v=main");
    assertEquals(1, media.streams.size());
    assertEquals(20, media.streams.get(0).frames);
    assertEquals(64, media.streams.get(0).width);
    assertEquals(2, media.streams.get(0).end, 0.001);
  }

  @Test
  void whatAFrameSaysReachesTheFile() throws IOException {
    try (TestCapture capture =
        new TestCapture(runtime, Source.video("testsrc2=size=64x48:rate=25:duration=1"))) {
      capture.changing(EncodeCommandTest::describe).start();
      MediaFile media = encode("a.mp4");
      assertEquals(90, media.streams.get(0).rotation, 0.01);
      assertEquals(AVCOL_PRI_BT709, media.streams.get(0).colorPrimaries);
    }
    try (TestCapture capture =
        new TestCapture(runtime, Source.video("testsrc2=size=64x48:rate=25:duration=1"))) {
      capture.changing(EncodeCommandTest::describe).start();
      MediaFile media = encode("a.mkv", "-c:v", "ffv1");
      assertTrue(media.streams.get(0).hasMastering);
      assertEquals(AVCOL_RANGE_MPEG, media.streams.get(0).colorRange);
    }
  }

  private static void describe(AVFrame frame) {
    frame.color_primaries(AVCOL_PRI_BT709).color_trc(AVCOL_TRC_BT709).colorspace(AVCOL_SPC_BT709);
    frame.color_range(AVCOL_RANGE_MPEG);
    AVFrameSideData data = av_frame_new_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX, 36);
    int[] matrix = new int[9];
    av_display_rotation_set(matrix, 90);
    new IntPointer(data.data()).put(matrix);
    var mastering = av_mastering_display_metadata_create_side_data(frame);
    mastering.has_luminance(1);
    mastering.max_luminance().num(1000).den(1);
    mastering.min_luminance().num(1).den(100);
  }

  @Test
  void variableTimesAndCoarseTimeBasesAreKept() throws IOException {
    long[] times = {0, 40, 50, 200, 210, 900};
    int[] next = {0};
    Source source = Source.video("testsrc2=size=64x48:rate=25:duration=0.24");
    for (String options : List.of("-c:v ffv1", "-c:v mpeg4", "-c:v libvpx-vp9", "")) {
      next[0] = 0;
      Path file = folder.resolve("v" + options.length() + ".mkv");
      try (TestCapture capture = new TestCapture(runtime, source)) {
        capture.changing(
            frame -> {
              frame.pts(times[next[0]++] * 90).duration(90 * 100);
              frame.time_base().num(1).den(90000);
            });
        capture.start();
        List<Object> arguments = new ArrayList<>(List.of("-o", file));
        arguments.addAll(Arrays.asList(options.isEmpty() ? new String[0] : options.split(" ", -1)));
        EncodeRun run = EncodeRun.of(runtime, arguments.toArray());
        assertEquals(0, run.exit(), run.errors());
      }
      MediaFile.Stream stream = MediaFile.read(file.toString()).streams.get(0);
      assertEquals(6, stream.frames, options);
      assertEquals(1.0, stream.end, 0.002, options);
    }
  }

  @Test
  void codecsThatKeepTheirInputDoNotStarveTheWriter() throws IOException {
    Source few =
        new Source(
            "video",
            dev.zoetrope.layout.StreamKind.VIDEO,
            2,
            List.of("testsrc2=size=64x48:rate=25:duration=2"));
    for (String codec : List.of("mpeg4", "png", "utvideo", "mjpeg")) {
      MediaFile media = encode(codec + ".mkv", new Source[] {few}, "-c:v", codec, "-threads", "4");
      assertEquals(50, media.streams.get(0).frames, codec);
    }
    try (TestCapture capture = new TestCapture(runtime, few, TONE).start()) {
      EncodeRun run = EncodeRun.of(runtime, "-o", "-", "-f", "null");
      assertEquals(0, run.exit(), run.errors());
      assertTrue(run.errors().startsWith("'-': 50 frames, 0:00:02.00, "), run.errors());
    }
  }
}
