package dev.zoetrope.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.probe.ProtocolPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model says that it mirrors is there: a method renamed or a marker removed is told. */
class MarkersTest {
  private static final Path MODELS = Path.of("src", "model");
  private static final Path SOURCES = Path.of("src", "main", "java");

  private static final Pattern MARKER = Pattern.compile("\\b([a-z]+-[0-9])\\b");
  private static final Pattern SYNC = Pattern.compile("SYNC ([a-z]+-[0-9])");
  private static final Pattern POINT = Pattern.compile("\\[([A-Z]+(?:_[A-Z]+)*)\\]");
  private static final Pattern MEMBER =
      Pattern.compile("\\b([A-Z][a-z]\\w*)\\.(?:[A-Z]\\w*\\.)?([a-z]\\w*)\\b");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");

  /** What happens before anybody takes part is for the races. */
  private static final Set<String> NOT_MODELLED = Set.of("create-1", "attach-1");

  /** What the language does. */
  private static final Set<String> OF_THE_LANGUAGE = Set.of("Condition", "Selector");

  @ParameterizedTest
  @ValueSource(strings = {"slots", "epochs", "bells"})
  void whatIsMirroredIsThere(String model) throws IOException {
    String comments = comments(model);

    Set<String> points = named(POINT, comments);
    assertFalse(points.isEmpty());
    points.forEach(ProtocolPoint::valueOf);

    Set<String> markers = named(MARKER, comments);
    markers.removeAll(named(SYNC, sources()));
    assertEquals(Set.of(), markers, "no SYNC of that name in the sources");

    assertEquals(List.of(), missingMembers(comments), "no such class or member in the sources");
  }

  @Test
  void eachOrderingIsInAModel() throws IOException {
    Set<String> orderings = named(SYNC, sources());
    assertTrue(orderings.contains("publish-1"), orderings::toString);

    orderings.removeAll(NOT_MODELLED);
    for (String model : List.of("slots", "epochs", "bells")) {
      orderings.removeAll(named(MARKER, comments(model)));
    }
    assertEquals(Set.of(), orderings);
  }

  private static List<String> missingMembers(String comments) throws IOException {
    List<String> missing = new ArrayList<>();
    Matcher found = MEMBER.matcher(comments);
    while (found.find()) {
      String owner = found.group(1);
      if (!OF_THE_LANGUAGE.contains(owner) && !isMember(owner, found.group(2))) {
        missing.add(found.group());
      }
    }
    return missing;
  }

  private static boolean isMember(String owner, String name) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> owners = files.filter(path -> path.endsWith(owner + ".java")).toList();
      for (Path file : owners) {
        if (Pattern.compile("\\b" + name + "\\b").matcher(Files.readString(file)).find()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Set<String> named(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String comments(String model) throws IOException {
    String text = Files.readString(MODELS.resolve(model + ".pml"));
    return COMMENT
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.joining());
  }

  private static String sources() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }
}
