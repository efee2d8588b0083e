package dev.zoetrope.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.encoder.TestCapture.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file has one encoder. */
class OutputLockTest {
  @TempDir Path runtime;
  @TempDir Path folder;

  private void assertRefused(Path output) {
    EncodeRun run = EncodeRun.of(runtime, "-y", "-o", output);
    assertEquals(
        "zoetrope encode: output '"
            + output
            + "': another encoder writes it; stop that, or choose another file"
            + System.lineSeparator(),
        run.errors());
    assertEquals(1, run.exit());
  }

  @Test
  void aFileThatAnotherEncoderWritesIsNotTouched() throws IOException {
    Path file = Files.writeString(folder.resolve("a.mkv"), "half of a film");
    try (OutputLock other = OutputLock.take("a.mkv", file)) {
      assertRefused(file);
      assertRefused(Files.createSymbolicLink(folder.resolve("b.mkv"), file));
    }
    assertEquals("half of a film", Files.readString(file));
  }

  @Test
  void aFileThatIsTakenBeforeTheFirstFrameIsNotTouched() throws IOException {
    Path file = folder.resolve("a.mkv");
    List<OutputLock> other = new ArrayList<>();
    Source pictures = Source.video("testsrc2=size=64x48:rate=25:duration=2");
    try (TestCapture capture = new TestCapture(runtime, pictures)) {
      capture.changing(frame -> take(file, other)).start();
      assertRefused(file);
    }
    other.get(0).close();
    assertEquals("half of a film", Files.readString(file));
  }

  private static void take(Path file, List<OutputLock> lock) {
    try {
      if (lock.isEmpty()) {
        lock.add(OutputLock.take("a.mkv", file));
        Files.writeString(file, "half of a film");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
