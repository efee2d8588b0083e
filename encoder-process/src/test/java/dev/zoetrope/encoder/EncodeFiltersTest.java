package dev.zoetrope.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.encoder.TestCapture.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Filters that end a stream themselves, or make another format of it. */
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
  void theRateOfFilteredSoundIsThatOfItsFilters() throws IOException {
    try (TestCapture capture = new TestCapture(runtime, TONE)) {
      MediaFile media = encode(capture, "-af", "aresample=22050");
      assertEquals(RATE, media.streams.get(0).samples);
    }
  }
}
