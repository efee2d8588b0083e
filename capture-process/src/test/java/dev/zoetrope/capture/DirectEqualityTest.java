package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.capture.TestMedia.Track;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Frames that were decoded into slots are those that were copied there, in every byte and in every
 * field of their headers but the capture time; and they were not copied after all. What is right is
 * for the tests against other decoders, which copy.
 */
@Tag("once")
class DirectEqualityTest {
  @TempDir Path directory;

  private PipelineDirectory pipeline;

  @BeforeEach
  void prepare() {
    Ffmpeg.initialize(false, true);
    pipeline = PipelineDirectory.of(directory.resolve("run"), "default");
  }

  /** The matrix of codecs, pixel formats and odd sizes that whole pipelines are held against. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "h264.mp4            | libopenh264 | 160x120 | yuv420p",
        "h264-cropped.mp4    | libopenh264 | 322x182 | yuv420p",
        "vp9.webm            | libvpx-vp9  | 160x120 | yuv420p",
        "vp8.webm            | libvpx      | 161x121 | yuv420p",
        "mpeg2.ts            | mpeg2video  | 160x120 | yuv420p",
        "mpeg4.avi           | mpeg4       | 160x120 | yuv420p",
        "mjpeg.avi           | mjpeg       | 160x120 | yuvj420p",
        "ffv1-yuv444p16.mkv  | ffv1        | 66x50   | yuv444p16le",
        "ffv1-yuva420p.mkv   | ffv1        | 66x50   | yuva420p",
        "ffv1-yuv422p.mkv    | ffv1        | 66x50   | yuv422p",
        "ffv1-gray16.mkv     | ffv1        | 66x50   | gray16le",
        "ffv1-bgra.mkv       | ffv1        | 66x50   | bgra",
        "ffv1-yuv444p.mkv    | ffv1        | 66x50   | yuv444p",
        "ffv1-yuv420p10.mkv  | ffv1        | 66x50   | yuv420p10le",
        "ffv1-yuv422p10.mkv  | ffv1        | 66x50   | yuv422p10le",
        "ffv1-gray.mkv       | ffv1        | 66x50   | gray",
        "ffv1-gbrp16.mkv     | ffv1        | 66x50   | gbrp16le",
        "ffv1-rgb48.mkv      | ffv1        | 66x50   | rgb48le",
        "ffv1-bgr0.mkv       | ffv1        | 66x50   | bgr0",
        "png-monob.mov       | png         | 66x50   | monob",
        "png-rgb48be.mov     | png         | 66x50   | rgb48be",
        "png-rgb24.mov       | png         | 66x50   | rgb24",
        "png-rgba.mov        | png         | 66x50   | rgba",
        "png-ya8.mov         | png         | 66x50   | ya8",
        "odd-17x31.mkv       | ffv1        | 17x31   | yuv420p",
        "odd-321x241.mkv     | ffv1        | 321x241 | yuv420p",
        "odd-641x7.mkv       | ffv1        | 641x7   | yuv420p",
      })
  void framesAreThoseOfTheCopy(String name, String encoder, String size, String format)
      throws Exception {
    assertEqualInBothModes(clip(name, encoder, size, format));
  }

  /** Two fields to a frame: reference pictures whose lines are not all of one time. */
  @ParameterizedTest
  @CsvSource({"mpeg2.ts, mpeg2video", "mpeg4.avi, mpeg4"})
  void interlacedFramesAreThoseOfTheCopy(String name, String encoder) throws Exception {
    Track track = track(encoder, "352x288", "yuv420p").with("flags", "+ildct+ilme");
    Path clip = TestMedia.write(directory.resolve(name), track.with("bf", "2"));
    List<Received.Frame> frames = assertEqualInBothModes(clip);
    assertTrue(frames.stream().allMatch(frame -> frame.has(FrameHeader.INTERLACED)));
  }

  /** A frame that is complete with its second packet only, and is referred to field by field. */
  @Test
  void fieldPicturesAreThoseOfTheCopy() throws Exception {
    Path clip = FieldPictures.write(directory.resolve("paff.h264"), 10);
    List<Received.Frame> frames = assertEqualInBothModes(clip);
    assertTrue(frames.stream().allMatch(frame -> frame.has(FrameHeader.INTERLACED)));
    assertTrue(frames.stream().noneMatch(frame -> frame.has(FrameHeader.CORRUPT)));
    assertEquals(10, frames.stream().map(Received.Frame::md5).distinct().count());
  }

  /** These make no plain planes, or take no memory of others: {@code auto} copies them. */
  @ParameterizedTest
  @CsvSource({
    "png-pal8.mov,     png,      66x50,   pal8",
    "raw-p010.nut,     rawvideo, 66x50,   p010le",
    "raw-uyvy.nut,     rawvideo, 66x50,   uyvy422",
    "raw-nv12.nut,     rawvideo, 66x50,   nv12",
    "raw-pal8.nut,     rawvideo, 66x50,   pal8",
    "raw-3x5.nut,      rawvideo, 3x5,     yuv420p",
    "raw.nut,          rawvideo, 160x120, yuv420p",
  })
  void whatCannotLieInASlotIsCopied(String name, String encoder, String size, String format)
      throws Exception {
    Path clip = clip(name, encoder, size, format);
    assertThrows(IOException.class, () -> capture(clip, Direct.ON, 1));
    Captured copied = capture(clip, Direct.OFF, 1);
    Captured automatic = capture(clip, Direct.AUTO, 1);
    assertEquals(copied.frames, automatic.frames);
    assertEquals(automatic.frames.size(), automatic.copied);
  }

  private static Track track(String encoder, String size, String format) {
    return Track.of("testsrc2=rate=25:duration=0.4:size=" + size + ",format=" + format, encoder);
  }

  private Path clip(String name, String encoder, String size, String format) throws IOException {
    return TestMedia.write(directory.resolve(name), track(encoder, size, format));
  }

  /**
   * With the same threads: FFmpeg itself decodes interlaced MPEG-4 with B-frames to other pictures
   * with one thread than with four.
   */
  private List<Received.Frame> assertEqualInBothModes(Path clip) throws Exception {
    List<Received.Frame> frames = List.of();
    for (int threads : new int[] {1, 4}) {
      Captured copied = capture(clip, Direct.OFF, threads);
      Captured direct = capture(clip, Direct.ON, threads);
      assertEquals(copied.frames, direct.frames, threads + " threads");
      assertEquals(10, copied.copied);
      assertEquals(0, direct.copied, threads + " threads");
      frames = direct.frames;
    }
    assertEquals(10, frames.size());
    return frames;
  }

  /** What a reader got, and how many of it capture says that it copied. */
  private record Captured(List<Received.Frame> frames, long copied) {}

  private Captured capture(Path clip, Direct direct, int threads) throws Exception {
    CaptureSettings settings =
        TestSettings.of(pipeline, clip.toString(), threads, direct, List.of("test"));
    try (CaptureSession session = CaptureSession.open(settings, new StopSignal())) {
      CompletableFuture<Received> reader = Received.of(pipeline, "video");
      session.run();
      List<Received.Frame> frames =
          reader.get(20, TimeUnit.SECONDS).frames.stream()
              .map(frame -> frame.withCaptureTime(0))
              .toList();
      return new Captured(frames, session.streams().get(0).copied());
    }
  }
}
