package dev.zoetrope.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class ScratchTest {
  @TempDir private Path home;

  @Test
  void goesWithAllThatIsInIt() throws IOException {
    try (Scratch scratch = Scratch.in(home)) {
      fill(scratch);
    }
    assertEquals(List.of(), left());
  }

  @Test
  void goesWithAJvmThatIsTerminated() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Measurement.class.getName(),
                home.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = process.inputReader()) {
      assertEquals("measuring", said.readLine());
      assertFalse(left().isEmpty());
      process.destroy();
      assertTrue(process.waitFor() != 0);
    }
    assertEquals(List.of(), left());
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.toList();
    }
  }

  private static void fill(Scratch scratch) throws IOException {
    Path inside = Files.createDirectory(scratch.path().resolve("inside"));
    Files.writeString(inside.resolve("file"), "x");
  }

  /** Measures until it is killed. */
  static final class Measurement {
    private Measurement() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      fill(Scratch.in(Path.of(args[0])));
      System.out.println("measuring");
      Thread.sleep(60_000);
    }
  }
}
