package dev.zoetrope.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.ffmpeg.command.StageErrors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as its users run it, but for a second only: what it measures then means nothing. */
@Tag("once")
class BenchCommandTest {
  private static final List<String> SCENARIOS =
      List.of(
          Scenarios.SPINNING,
          Scenarios.AT_1_KHZ,
          Scenarios.AT_60_HZ,
          "1280x720",
          "1920x1080",
          "3840x2160",
          "1 LATEST",
          "8 LATEST",
          "64 B",
          "100 MB");

  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... arguments) {
    return StageErrors.install(new CommandLine(new BenchCommand()))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void everyRowIsInTheTableAndInTheFiles() throws IOException, InterruptedException {
    assertEquals(0, bench("--seconds", "1", "--out", home.toString()), err::toString);
    Report report = Report.fromJson(Files.readString(home.resolve("bench.json")));
    String csv = Files.readString(home.resolve("bench.csv"));
    for (String scenario : SCENARIOS) {
      assertTrue(out.toString().contains(scenario), scenario);
      assertTrue(csv.contains(scenario), scenario);
      List<Row> rows = report.rows().stream().filter(r -> r.scenario().equals(scenario)).toList();
      assertTrue(rows.stream().anyMatch(r -> r.role() == Role.OURS), scenario);
    }
    assertSane(report);
    assertTrue(out.toString().contains("target " + Scenarios.AT_60_HZ), out::toString);
    for (String floor : List.of(Scenarios.SAME_STEPS, Scenarios.JAVA_STEPS)) {
      assertEquals(hasCompiler(), out.toString().contains(floor), out::toString);
    }
    assertTrue(Files.readString(home.resolve("latency.svg")).contains("</svg>"));
    assertTrue(Files.readString(home.resolve("throughput.svg")).contains("</svg>"));
  }

  private static boolean hasCompiler() throws IOException, InterruptedException {
    for (String name : Floors.COMPILERS) {
      try {
        new ProcessBuilder(name, "--version")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
        return true;
      } catch (IOException e) {
        // Not installed.
      }
    }
    return false;
  }

  @Test
  void withoutACompilerTheFloorsAreInJava() throws IOException {
    String[] arguments = {"--seconds", "0.5", "--java-floors", "--out", home.toString()};
    assertEquals(0, bench(arguments), err::toString);
    Report report = Report.fromJson(Files.readString(home.resolve("bench.json")));
    assertSane(report);
    for (String floor : List.of("Java one word", "Java Unix socket", Scenarios.JAVA_STEPS)) {
      assertTrue(out.toString().contains(floor), floor);
    }
  }

  /** Wake-ups are told from other rows. */
  private static void assertSane(Report report) {
    report.rows().stream()
        .filter(row -> !row.table().equals(WakeUps.TABLE))
        .forEach(BenchCommandTest::isSane);
  }

  private static void isSane(Row row) {
    row.values()
        .forEach((metric, value) -> assertTrue(value >= 0 && Double.isFinite(value), row::key));
    if (row.values().containsKey(Metric.P50)) {
      assertTrue(row.value(Metric.P50) <= row.value(Metric.P99), row::key);
      assertTrue(row.value(Metric.P99) <= row.value(Metric.MAX), row::key);
    } else if (row.values().containsKey(Metric.FPS)) {
      assertTrue(row.value(Metric.FPS) > 0, row::key);
    } else {
      // A machine so busy that the reader came when all was over.
      assertTrue(row.value(Metric.SKIPPED) > 0, row::key);
    }
    if (row.role() == Role.OURS && !row.table().equals(Scenarios.READERS)) {
      assertEquals(0, row.value(Metric.SKIPPED), row::key);
    }
  }

  @Test
  void whatCannotBeMeantIsOneLine() throws IOException {
    Path text = Files.writeString(home.resolve("a.json"), "{}");
    String file = text.toString();
    String missing = home.resolve("b.json").toString();
    refused("--seconds is 0.0, allowed: 0.5 to 86400", "--seconds", "0");
    refused("option '--seconds': 'x' is no number", "--seconds", "x");
    refused("--compare '" + missing + "': no such file", "--compare", missing, file);
    refused("--compare '" + file + "': not written by 'zoetrope bench'", "--compare", file, file);
    refused("option '--compare' at index 0 (JSON)", "--compare", file);
    refused("option '--nope': unknown", "--nope");
    refused("--only null: is for jobs; add --jobs", "--only", "null");
    refused("--out '" + file + "': is a file; name a directory", "--out", file);
    refused("--out '" + file + "': is a file", "--jobs", "--only", "null", "--out", file);
  }

  private void refused(String why, String... arguments) {
    err.getBuffer().setLength(0);
    assertEquals(StageErrors.USAGE, bench(arguments), err::toString);
    assertTrue(err.toString().startsWith("zoetrope bench: "), err::toString);
    assertTrue(err.toString().contains(why), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertFalse(Files.exists(Path.of("zoetrope-bench")));
  }
}
