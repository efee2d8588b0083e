package dev.zoetrope.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with the pipelines of {@code problems.txt}, each with its place and a remedy. */
@Tag("once")
class PipelineProblemsTest {
  private static final String EXPECTED = "#! ";

  /**
   * A wrong pipeline.
   *
   * @param title what is wrong with it
   * @param yaml its file
   * @param problems what is to be said about it
   */
  record Case(String title, String yaml, List<String> problems) {
    static Case of(String text) {
      List<String> lines = text.lines().toList();
      return new Case(
          lines.get(0),
          lines.stream()
              .skip(1)
              .filter(line -> !line.startsWith(EXPECTED))
              .collect(Collectors.joining("\n", "", "\n")),
          lines.stream()
              .filter(line -> line.startsWith(EXPECTED))
              .map(line -> "p.yaml:" + line.substring(EXPECTED.length()))
              .toList());
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() throws IOException {
    try (var in = PipelineProblemsTest.class.getResourceAsStream("/pipelines/problems.txt")) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(all.split("(?m)^=== ")).skip(1).map(Case::of);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isTold(Case wrong) {
    Problems problems = new Problems();

    PipelineCheck.check(PipelineFile.parse("p.yaml", wrong.yaml(), problems), problems);

    assertEquals(wrong.problems(), problems.sorted().stream().map(Problem::line).toList());
  }
}
