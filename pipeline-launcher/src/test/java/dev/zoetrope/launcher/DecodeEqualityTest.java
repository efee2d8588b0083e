package dev.zoetrope.launcher;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.launcher.ClipWriter.Track;
import dev.zoetrope.launcher.FrameMd5File.Row;
import dev.zoetrope.launcher.ReferenceDecoder.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes out of the pipeline is, frame by frame and byte by byte, what FFmpeg's libraries
 * decode from the same file, for codecs, pixel formats, sizes, sample formats and channel counts.
 * Two clips at a time: most of a run is the start of three JVMs.
 */
@Tag("once")
@Execution(ExecutionMode.CONCURRENT)
class DecodeEqualityTest {
  private static final double MILLISECOND = 0.001;

  @TempDir Path work;

  /**
   * A generated clip.
   *
   * @param name with the extension that chooses the muxer
   * @param tracks what is in it
   */
  record Clip(String name, List<Track> tracks) {
    Clip(String name, Track... tracks) {
      this(name, List.of(tracks));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void loadFfmpeg() throws IOException {
    Ffmpeg.initialize(false, true);
  }

  /** One of each kind: codec, family of pixel formats, odd size, number of channels. */
  static Stream<Clip> clips() {
    List<Clip> clips = new ArrayList<>();
    Track tone = tone("pcm_s16le", "mono", "s16");
    clips.add(new Clip("h264.mp4", video("libopenh264", "160x120", "yuv420p"), aac()));
    clips.add(new Clip("vp9.webm", video("libvpx-vp9", "160x120", "yuv420p"), opus()));
    clips.add(new Clip("mjpeg.avi", video("mjpeg", "160x120", "yuvj420p"), tone));
    clips.add(new Clip("raw.nut", video("rawvideo", "160x120", "yuv420p"), tone));
    clips.add(new Clip("audio.flac", tone("flac", "stereo", "s16")));
    addVideo(clips, "ffv1", "mkv", "yuv444p16le", "yuva420p");
    addVideo(clips, "png", "mov", "pal8", "monob");
    addVideo(clips, "rawvideo", "nut", "p010le", "uyvy422");
    clips.add(new Clip("odd-17x31.mkv", video("ffv1", "17x31", "yuv420p")));
    clips.add(new Clip("odd-3x5.nut", video("rawvideo", "3x5", "yuv420p")));
    addTones(clips, "5.1");
    clips.add(new Clip("s32.mkv", tone("pcm_s32le", "stereo", "s32")));
    return clips.stream();
  }

  /** The rest of each kind. */
  static Stream<Clip> moreClips() {
    List<Clip> clips = new ArrayList<>();
    clips.add(new Clip("mpeg2.ts", video("mpeg2video", "160x120", "yuv420p")));
    clips.add(new Clip("vp8.webm", video("libvpx", "160x120", "yuv420p")));
    clips.add(
        new Clip(
            "mpeg4.avi", video("mpeg4", "160x120", "yuv420p"), tone("pcm_s16le", "mono", "s16")));
    addVideo(
        clips,
        "ffv1",
        "mkv",
        "yuv422p",
        "gray16le",
        "bgra",
        "yuv444p",
        "yuv420p10le",
        "yuv422p10le",
        "gray");
    addVideo(clips, "ffv1", "mkv", "gbrp16le", "rgb48le", "bgr0");
    addVideo(clips, "png", "mov", "rgb48be", "rgb24", "rgba", "ya8");
    addVideo(clips, "rawvideo", "nut", "nv12", "rgb565le", "pal8", "grayf32le", "yuv410p");
    clips.add(new Clip("odd-321x241.mkv", video("ffv1", "321x241", "yuv420p")));
    clips.add(new Clip("odd-641x7.mkv", video("ffv1", "641x7", "yuv420p")));
    clips.add(
        new Clip(
            "odd-1x1.nut",
            new Track("color=red:size=1x1:rate=25:duration=0.2,format=yuv420p", "rawvideo")));
    addTones(clips, "mono", "stereo", "2.1", "quad", "5.0", "6.1", "7.1");
    clips.add(new Clip("planar-5.1.m4a", tone("aac", "5.1", "fltp")));
    clips.add(new Clip("u8.mkv", tone("pcm_u8", "stereo", "u8")));
    clips.add(new Clip("f64.mkv", tone("pcm_f64le", "stereo", "dbl")));
    return clips.stream();
  }

  private static void addVideo(
      List<Clip> clips, String codec, String extension, String... formats) {
    for (String format : formats) {
      String name = codec + "-" + format + "." + extension;
      clips.add(new Clip(name, video(codec, "66x50", format)));
    }
  }

  private static void addTones(List<Clip> clips, String... layouts) {
    for (String layout : layouts) {
      clips.add(new Clip("pcm-" + layout + ".wav", tone("pcm_s16le", layout, "s16")));
    }
  }

  private static Track video(String codec, String size, String format) {
    return new Track("testsrc2=size=" + size + ":rate=25:duration=0.4,format=" + format, codec);
  }

  private static Track tone(String codec, String layout, String format) {
    String filters = ",aformat=sample_fmts=" + format + ":channel_layouts=" + layout;
    return new Track("sine=frequency=440:sample_rate=48000:duration=0.4" + filters, codec);
  }

  private static Track aac() {
    return tone("aac", "stereo", "fltp");
  }

  private static Track opus() {
    return tone("libopus", "stereo", "flt");
  }

  @ParameterizedTest
  @MethodSource("clips")
  void pipelineEqualsPlainDecodingOfGeneratedClips(Clip clip)
      throws IOException, InterruptedException {
    Path file = work.resolve(clip.name());
    ClipWriter.write(file, clip.tracks().toArray(Track[]::new));
    assertEqualToReference(file);
  }

  @ParameterizedTest
  @MethodSource("moreClips")
  @Tag("deep")
  void pipelineEqualsPlainDecodingOfMoreClips(Clip clip) throws IOException, InterruptedException {
    pipelineEqualsPlainDecodingOfGeneratedClips(clip);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h264-b-frames.mp4", "vfr.mp4", "size-change.ts"})
  void pipelineEqualsPlainDecodingOfForeignClips(String name)
      throws IOException, InterruptedException {
    assertEqualToReference(Path.of("src/test/resources/media", name).toAbsolutePath());
  }

  /** A checksum cannot say how to turn a picture, so that it is turned; here also back again. */
  @Test
  void picturesAreTurnedAsTheClipSays() throws IOException, InterruptedException {
    Path clip = Path.of("src/test/resources/media/rotated.mp4").toAbsolutePath();
    assertEqualToReference(clip, "-vf", "transpose=clock");
  }

  private void assertEqualToReference(Path file, String... more)
      throws IOException, InterruptedException {
    Path listing = work.resolve("out.md5");
    List<String> arguments =
        new ArrayList<>(List.of("run", "-i", file.toString(), "-o", listing.toString()));
    arguments.addAll(List.of("-f", "framemd5", "-c:v", "rawvideo", "-c:a", "pcm_s16le"));
    arguments.addAll(List.of("-autoscale", "0"));
    arguments.addAll(List.of(more));
    ZoetropeProcess.start(work, arguments.toArray(String[]::new)).ends(0);
    FrameMd5File actual = FrameMd5File.read(listing);
    List<Frame> video = ReferenceDecoder.decode(file, AVMEDIA_TYPE_VIDEO);
    List<Frame> audio = ReferenceDecoder.decode(file, AVMEDIA_TYPE_AUDIO);
    assertFalse(video.isEmpty() && audio.isEmpty(), "the reference decoded nothing");
    if (!video.isEmpty()) {
      assertEqualFrames(video, actual.rows("video"), actual.tick("video"));
    }
    if (!audio.isEmpty()) {
      assertEqualFrames(audio, actual.rows("audio"), actual.tick("audio"));
    }
  }

  private static void assertEqualFrames(List<Frame> expected, List<Row> actual, double tick) {
    assertEquals(list(expected, Frame::md5), list(actual, Row::md5), "hashes");
    assertEquals(list(expected, Frame::size), list(actual, Row::size), "sizes");
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(
          expected.get(i).seconds(),
          actual.get(i).pts() * tick,
          Math.max(tick, MILLISECOND),
          "presentation time of frame " + i);
    }
  }

  private static <T, R> List<R> list(List<T> rows, Function<T, R> column) {
    return rows.stream().map(column).toList();
  }
}
