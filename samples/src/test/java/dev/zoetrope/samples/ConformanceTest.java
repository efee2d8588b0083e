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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The libraries in Java, C and Python keep every promise of the protocol. */
@Timeout(600) // Each of the 74 checks starts the program anew.
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
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out))
            .execute(arguments.toArray(String[]::new));
    assertEquals(exitCode, code, out.toString());
    return out.toString().lines().toList();
  }

  private static void assertConforms(List<String> command) {
    List<String> report = report(0, command);
    assertEquals(List.of("reader: 44 of 44 hold", "writer: 30 of 30 hold"), totals(report));
  }

  private static List<String> totals(List<String> report) {
    return report.stream().filter(line -> line.endsWith(" hold")).toList();
  }

  @Test
  @Tag("once")
  void java() {
    assertConforms(Toolbox.java(Conformance.class));
  }

  @Test
  @Tag("once")
  void cUnderTheSanitizers() throws IOException, InterruptedException {
    Toolbox.assumeCompiler();
    String sanitize = "-fsanitize=address,undefined";
    assumeTrue(
        Toolbox.succeeds(
            "sh", "-c", "echo 'int main(void){}' | gcc -xc - -o /dev/null " + sanitize),
        "gcc has no sanitizers here: install libasan and libubsan");
    Path program =
        Toolbox.compile(
            Toolbox.C,
            "conformance.c",
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

  @Test
  @Tag("once")
  void python() throws IOException, InterruptedException {
    assertConforms(python("libatomic"));
  }

  /**
   * What Python does where libatomic is not installed; the checks in which every function is used.
   */
  @Test
  @Tag("once")
  void pythonWithMachineCode() throws IOException, InterruptedException {
    String checks =
        "order,pins,release,latest,leaky,rings,follows,publishes,steps,honours-pins,rolls";
    List<String> report = report(0, python("machine-code"), "--only", checks);
    assertEquals(List.of("reader: 7 of 7 hold", "writer: 5 of 5 hold"), totals(report));
  }

  private static List<String> python(String atomics) throws IOException, InterruptedException {
    List<String> python =
        List.of(
            "env",
            "ZOETROPE_ATOMICS=" + atomics,
            Toolbox.python(),
            Toolbox.PYTHON.resolve("conformance.py").toString());
    List<String> trial = new ArrayList<>(List.of("env", "PYTHONPATH=" + Toolbox.PYTHON));
    trial.addAll(python.subList(0, 3));
    trial.addAll(List.of("-c", "import zoetrope"));
    assumeTrue(
        Toolbox.succeeds(trial.toArray(String[]::new)),
        "Python has no atomic operations from " + atomics + " here: install libatomic1");
    return python;
  }
}
