package dev.zoetrope.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.launcher.conformance.ConformanceCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The libraries in Java, C and Python keep every promise of the protocol. */
class ConformanceTest {
  @TempDir Path temporary;

  /** Runs the kit in this process, and returns its report. */
  static List<String> report(int exitCode, List<String> command, String... options) {
    List<String> arguments = new ArrayList<>(Arrays.asList(options));
    arguments.add("--");
    arguments.addAll(command);
    StringWriter out = new StringWriter();
    int code =
        new CommandLine(new ConformanceCommand())
            .setOut(new PrintWriter(out))
            .execute(arguments.toArray(String[]::new));
    assertEquals(exitCode, code, out.toString());
    return out.toString().lines().toList();
  }

  private static void assertConforms(List<String> command) {
    List<String> report = report(0, command);
    assertEquals(List.of("reader: 41 of 41 hold", "writer: 30 of 30 hold"), totals(report));
  }

  private static List<String> totals(List<String> report) {
    return report.stream().filter(line -> line.endsWith(" hold")).toList();
  }

  @Test
  void java() {
    assertConforms(Toolbox.java(Conformance.class));
  }

  @Test
  void cUnderTheSanitizers() throws IOException, InterruptedException {
    Toolbox.assumeCompiler();
    String sanitize = "-fsanitize=address,undefined";
    assumeTrue(
        Toolbox.succeeds("sh", "-c", "echo 'int main(void){}' | gcc -xc - -o /dev/null " + sanitize),
        "gcc has no sanitizers here: install libasan and libubsan");
    Path program =
        Toolbox.compile(
            "conformance.c",
            Toolbox.C.resolve("zoetrope.c"),
            temporary.resolve("conformance"),
            "-g",
            sanitize,
            "-fno-sanitize-recover");
    // What a sanitizer finds is a crash, not an error that was expected.
    assertConforms(
        List.of(
            "env",
            "ASAN_OPTIONS=abort_on_error=1",
            "UBSAN_OPTIONS=abort_on_error=1",
            program.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"libatomic", "machine-code"})
  void python(String atomics) throws IOException, InterruptedException {
    Toolbox.assumePython();
    assumeTrue(
        Toolbox.succeeds(
            "env",
            "ZOETROPE_ATOMICS=" + atomics,
            "PYTHONPATH=" + Toolbox.PYTHON,
            "python3",
            "-c",
            "import zoetrope"),
        "atomics of Python are not to be had from " + atomics + " here");
    assertConforms(
        List.of(
            "env",
            "ZOETROPE_ATOMICS=" + atomics,
            "python3",
            Toolbox.PYTHON.resolve("conformance.py").toString()));
  }
}
