package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample of a pipeline file can be meant. */
@Tag("once")
class SamplePipelinesTest {
  @TempDir Path home;

  static List<Path> samples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../samples/pipelines"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void passesDryRun(Path sample) {
    CommandResult dry =
        CommandResult.of(
            "run", sample.toString(), "--dry-run", "-y", "--runtime-dir", home.toString());

    // Paths count from the checkout, and what is to be built there may not be yet.
    assertEquals(
        List.of(), dry.err().stream().filter(line -> !line.contains(": no such file")).toList());
  }
}
