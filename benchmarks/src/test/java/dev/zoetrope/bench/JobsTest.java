package dev.zoetrope.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.zoetrope.ffmpeg.command.StageErrors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Whole jobs, of a moment: that both programs do the same, not how fast. */
@Tag("once")
class JobsTest {
  @TempDir private Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... arguments) {
    return StageErrors.install(new CommandLine(new BenchCommand()))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private void needsFfmpeg() throws InterruptedException {
    try {
      JobProgram.ffmpeg(home);
    } catch (IOException e) {
      abort(e.getMessage());
    }
  }

  @Test
  void bothProgramsMakeTheSameNumberOfFrames() throws IOException, InterruptedException {
    needsFfmpeg();
    String[] arguments = {
      "--jobs", "--only", "h264", "--seconds", "1", "--rounds", "1", "--out", home.toString()
    };
    assertEquals(0, bench(arguments), err::toString);
    Report report = Report.fromJson(Files.readString(home.resolve("jobs.json")));
    assertEquals(2, report.rows().size());
    for (Row row : report.rows()) {
      assertEquals(30, row.value(Metric.FRAMES), 1, row::key);
      for (Metric time : List.of(Metric.WALL, Metric.CPU, Metric.START, Metric.START_CPU)) {
        assertTrue(row.value(time) > 0, row::key);
      }
    }
    assertTrue(out.toString().contains("target job 'h264', CPU against ffmpeg"), out::toString);
    assertTrue(Files.exists(home.resolve("jobs.csv")));
    String turn = "zoetrope bench: h264: ffmpeg [0-9]+[.][0-9]{2} s, CPU [0-9]+[.][0-9]{2} s";
    assertTrue(Pattern.compile(turn).matcher(err.toString()).find(), err::toString);
  }

  @Test
  void aProgramThatFailsOrNeverEndsIsTold() {
    TimedProgram timed = new TimedProgram(home, 1);
    IOException hung =
        assertThrows(IOException.class, () -> timed.run(List.of("bash", "-c", "sleep 600 & wait")));
    assertEquals("did not end within 1 s, and was killed", hung.getMessage());
    IOException failed =
        assertThrows(
            IOException.class, () -> timed.run(List.of("bash", "-c", "echo why >&2; exit 3")));
    assertEquals("failed with exit code 3; it said: why", failed.getMessage());
  }

  @Test
  void theTimeOfAllThatAProgramStartedIsCounted() {
    assertEquals(
        61_234_000_000L, TimedProgram.cpuNs(List.of("0m9.0s 0m9.0s", "1m1.034s 0m0.200s")));
    assertEquals(1_500_000_000L, TimedProgram.cpuNs(List.of("0m0,1s 0m0,1s", "0m1,000s 0m0,500s")));
  }

  @Test
  void jobsAreChosenByName() {
    assertEquals(Job.all(), Jobs.choose(List.of()));
    assertEquals(List.of("null"), Jobs.choose(List.of("null")).stream().map(Job::name).toList());
    refused("--only 'nope': no such job; there are h264, vp9, ", "--jobs", "--only", "nope");
    refused("--rounds is 0, allowed: 1 and more", "--jobs", "--rounds", "0");
  }

  private void refused(String why, String... arguments) {
    err.getBuffer().setLength(0);
    assertEquals(StageErrors.USAGE, bench(arguments), err::toString);
    assertTrue(err.toString().startsWith("zoetrope bench: " + why), err::toString);
    assertFalse(Files.exists(Path.of("zoetrope-bench")));
  }
}
