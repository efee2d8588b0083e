package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_new_side_data;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.encoder.TestCapture.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters that end a stream themselves, make another format of it, or turn its pictures. */
@Tag("once")
class EncodeFiltersTest {
  private static final int RATE = 44100;
  private static final Source PICTURES = Source.video("testsrc2=size=64x48:rate=25:duration=2");
  private static final Source TONE = Source.audio("sine=sample_rate=44100:duration=2");

  @TempDir Path runtime;
  @TempDir Path folder;

  private MediaFile encode(TestCapture capture, String... options) {
    Path file = folder.resolve("a.mkv");
    List<Object> arguments = new ArrayList<>(List.of("-o", file, "-c:v", "ffv1", "-c:a", "flac"));
    arguments.addAll(List.of(options));
    capture.start();
    EncodeRun run = EncodeRun.of(runtime, arguments.toArray());
    assertEquals(0, run.exit(), run.errors());
    return MediaFile.read(file.toString());
  }

  @Test
  void picturesThatAreTrimmedLeaveTheSoundWhole() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, PICTURES, TONE)) {
      MediaFile media = encode(capture, "-vf", "trim=end=1");
      assertEquals(25, media.streams.get(0).frames);
      assertEquals(2 * RATE, media.streams.get(1).samples);
    }
  }

  @Test
  void soundThatIsTrimmedLeavesThePicturesWhole() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, PICTURES, TONE)) {
      MediaFile media = encode(capture, "-af", "atrim=end=0.5");
      assertEquals(50, media.streams.get(0).frames);
      assertEquals(RATE / 2, media.streams.get(1).samples);
    }
  }

  @Test
  void theOutputEndsWhenAllOfItIsTrimmed() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, PICTURES, TONE).staying()) {
      MediaFile media = encode(capture, "-vf", "trim=end=1", "-af", "atrim=end=1");
      assertEquals(25, media.streams.get(0).frames);
      assertEquals(RATE, media.streams.get(1).samples);
    }
  }

  @Test
  void aStreamOfWhichFiltersLeaveNothingIsTold() throws IOException {
    Path file = folder.resolve("a.mkv");
    try (TestCapture capture = new TestCapture(runtime, PICTURES, TONE).start()) {
      EncodeRun run =
          EncodeRun.of(runtime, "-o", file, "-c:v", "ffv1", "-c:a", "flac", "-vf", "trim=start=5");
      assertEquals(0, run.exit(), run.errors());
      String expected = "'" + file + "': no frame of stream 'video' is in it; look at its filters";
      assertTrue(run.errors().startsWith(expected), run.errors());
    }
    MediaFile media = MediaFile.read(file.toString());
    assertEquals(1, media.streams.size());
    assertEquals(2 * RATE, media.streams.get(0).samples);
  }

  @Test
  void noMorePicturesThanWantedAreWritten() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, PICTURES, TONE)) {
      MediaFile media = encode(capture, "-frames:v", "10");
      assertEquals(10, media.streams.get(0).frames);
      assertEquals(2 * RATE, media.streams.get(1).samples);
    }
  }

  @Test
  void theLastOfSeveralValuesCounts() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, PICTURES)) {
      MediaFile media =
          encode(capture, "-c:v", "mpeg4", "-y", "-y", "-vframes", "3", "-frames:v", "2");
      assertEquals("mpeg4", media.streams.get(0).codec);
      assertEquals(2, media.streams.get(0).frames);
    }
  }

  @Test
  void theOutputEndsWithTheLastPictureWanted() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, PICTURES).staying()) {
      MediaFile media = encode(capture, "-vframes", "3", "-r", "100");
      assertEquals(3, media.streams.get(0).frames);
    }
  }

  @Test
  void theRateOfFilteredSoundIsThatOfItsFilters() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, TONE)) {
      MediaFile media = encode(capture, "-af", "aresample=22050");
      assertEquals(RATE, media.streams.get(0).samples);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "90  | false | transpose=clock",
        "180 | false | hflip,vflip",
        "270 | false | transpose=cclock",
        "0   | true  | hflip",
        "90  | true  | hflip,transpose=clock",
        "0   | false | null"
      })
  void picturesAreTurnedWhereTheFileCannotSayHow(int degrees, boolean flip, String filters)
      throws Exception {
    Path file = folder.resolve("a.md5");
    try (TestCapture capture = new TestCapture(runtime, PICTURES)) {
      capture.changing(frame -> turn(frame, degrees, flip)).start();
      EncodeRun run =
          EncodeRun.of(runtime, "-o", file, "-f", "framemd5", "-c:v", "rawvideo", "-an");
      assertEquals(0, run.exit(), run.errors());
    }
    assertEquals(
        FrameHashes.of("testsrc2=size=64x48:rate=25:duration=2," + filters, 0),
        Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).toList());
  }

  private static void turn(AVFrame frame, int degrees, boolean flip) {
    int[] matrix = new int[9];
    av_display_rotation_set(matrix, degrees);
    if (flip) {
      matrix[0] = -matrix[0];
      matrix[1] = -matrix[1];
    }
    new IntPointer(av_frame_new_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX, 36).data())
        .put(matrix);
  }
}
