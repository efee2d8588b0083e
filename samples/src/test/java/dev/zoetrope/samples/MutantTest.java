package dev.zoetrope.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conformance kit finds what is wrong: the C library is spoiled in one place, and the checks of
 * that place fail.
 */
class MutantTest {
  /** Far more than any step takes; what waits in vain costs this long. */
  private static final String PATIENCE_S = "4";

  @TempDir Path temporary;

  /**
   * A library with a bug.
   *
   * @param bug what is wrong with it
   * @param role what is checked
   * @param from a piece of zoetrope.c, there once
   * @param to what stands there instead
   * @param fails checks that must find it
   * @param among checks that are run
   */
  record Mutant(
      String bug, String role, String from, String to, Set<String> fails, String among) {
    @Override
    public String toString() {
      return bug;
    }
  }

  static Stream<Mutant> mutants() {
    return Stream.of(
        new Mutant(
            "a reader that never releases",
            "reader",
            "value | 0, word & ~bit)) break;",
            "",
            Set.of(),
            ""),
        new Mutant("", "", "", "", Set.of(), ""));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void isFound(Mutant mutant) throws IOException, InterruptedException {
    Toolbox.assumeCompiler();
    String source = Files.readString(Toolbox.C.resolve("zoetrope.c"));
    int at = source.indexOf(mutant.from());
    assertTrue(at >= 0 && at == source.lastIndexOf(mutant.from()), "not there once: " + mutant.from());
    Path library = temporary.resolve("zoetrope.c");
    Files.writeString(library, source.replace(mutant.from(), mutant.to()));
    Path program =
        Toolbox.compile("conformance.c", library, temporary.resolve("mutant"), "-Wno-unused");
    List<String> report =
        ConformanceTest.report(
            1,
            List.of(program.toString()),
            "--role",
            mutant.role(),
            "--patience",
            PATIENCE_S,
            "--only",
            mutant.among());
    Set<String> failed = new TreeSet<>();
    report.stream()
        .filter(line -> line.startsWith("  FAILS"))
        .forEach(line -> failed.add(line.strip().split(" +")[1]));
    assertEquals(mutant.fails(), failed, String.join("\n", report));
  }
}
