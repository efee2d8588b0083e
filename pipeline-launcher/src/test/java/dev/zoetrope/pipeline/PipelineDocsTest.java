package dev.zoetrope.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of {@code docs/PIPELINES.md} have the keys that the reader knows, and no others. */
@Tag("once")
class PipelineDocsTest {
  private static final Path DOCS = Path.of("../docs/PIPELINES.md");
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`[a-z].*?) \\|");
  private static final Pattern KEY = Pattern.compile("`([a-z-]+)`");

  @ParameterizedTest
  @CsvSource({
    "## The file, FILE",
    "### `capture`, OF_CAPTURE",
    "### `stages`, OF_STAGE",
    "### `encode`, OF_ENCODE",
    "### `display`, OF_DISPLAY"
  })
  void everyKeyIsInBoth(String heading, String keys) throws IOException {
    String all = Files.readString(DOCS);
    String section = all.substring(all.indexOf("\n" + heading + "\n") + heading.length() + 2);
    section = section.split("\n##", 2)[0];

    Set<String> documented = new TreeSet<>();
    for (String cell : matches(FIRST_CELL, section)) {
      documented.addAll(matches(KEY, cell));
    }
    Set<String> known = new TreeSet<>(known(keys));
    // Told once, for all of them.
    known.removeAll(List.of("env", "java-options"));

    assertEquals(known, documented);
  }

  private static Collection<String> known(String name) {
    return switch (name) {
      case "FILE" -> Keys.FILE;
      case "OF_CAPTURE" -> Keys.OF_CAPTURE;
      case "OF_STAGE" -> Keys.OF_STAGE;
      case "OF_ENCODE" -> Keys.OF_ENCODE;
      case "OF_DISPLAY" -> Keys.OF_DISPLAY;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(1)).toList();
  }
}
