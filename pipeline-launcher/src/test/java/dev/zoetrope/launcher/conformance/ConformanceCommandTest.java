package dev.zoetrope.launcher.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line of the kit; what the kit finds is tested with the samples. */
class ConformanceCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter errors = new StringWriter();

  private int execute(String... arguments) {
    return new CommandLine(new ConformanceCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(errors))
        .execute(arguments);
  }

  @Test
  void aProgramThatDoesNothingFails() {
    assertEquals(
        1, execute("--role", "reader", "--only", "order,ended", "--patience", "1", "--", "true"));
    List<String> lines = out.toString().lines().toList();
    assertEquals("reader: true", lines.get(0));
    assertTrue(lines.get(1).startsWith("  FAILS  order "), lines.get(1));
    assertEquals("         ended after the start, with exit code 0", lines.get(2));
    assertEquals("reader: 0 of 2 hold", lines.get(lines.size() - 1));
  }

  @Test
  void theChecksCanBeListed() {
    assertEquals(0, execute("--list"));
    long checks = out.toString().lines().filter(line -> line.contains("§")).count();
    assertEquals(Role.READER.checks().size() + Role.WRITER.checks().size(), checks);
  }

  @ParameterizedTest
  @EnumSource
  void noTwoChecksOfARoleHaveOneName(Role role) {
    long names = role.checks().stream().map(Check::name).distinct().count();
    assertEquals(role.checks().size(), names);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--role reader", // No program.
        "--only nothing -- true",
        "--role reader --only admits -- true",
        "--patience 0 -- true",
        "--role reader -- /no/such/program"
      })
  void whatCannotBeMeantIsRefused(String arguments) {
    assertEquals(2, execute(arguments.split(" ", -1)), errors.toString());
    assertEquals("", out.toString().replace("reader: /no/such/program\n", ""));
  }
}
