package dev.zoetrope.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.stage.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A soak of some seconds: everything runs, is measured, and ends. What it finds is for longer. */
@Tag("once")
class SoakTest {
  private static final long LOOK_NS = 20_000_000;

  @TempDir private Path home;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @BeforeEach
  void needsProc() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "the soak reads /proc: Linux only");
  }

  private void soak(StopSignal stop, String... arguments) throws IOException {
    Soak soak = new Soak(new PrintStream(said, true, StandardCharsets.UTF_8), stop);
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--out", home.resolve("out").toString()));
    all.addAll(List.of("--runtime-dir", home.resolve("run").toString()));
    int code = soak.execute(all.toArray(String[]::new));
    assertTrue(code == 0 || code == 1, () -> "exit code " + code + ": " + text());
    assertEquals(text(), Files.readString(home.resolve("out/report.txt")));
    assertFalse(Files.exists(home.resolve("run")), "files are left");
  }

  private String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everythingIsMeasuredWhileAStageDiesAgainAndAgain() throws IOException {
    soak(new StopSignal(), "--minutes", "0.1", "--sample", "0.5", "--life", "0.2");
    assertFalse(text().contains("PROBLEM capture"), this::text);
    for (String process : List.of("capture", "encoder", "display", "window")) {
      for (String series : List.of("resident MB", "descriptors", "mappings", "live heap MB")) {
        assertTrue(text().contains(String.format("%-9s %s", process, series)), this::text);
      }
    }
    Matcher kills = Pattern.compile("restarted (\\d+) times").matcher(text());
    assertTrue(kills.find() && Integer.parseInt(kills.group(1)) > 0, this::text);
    assertTrue(Files.readString(home.resolve("out/soak.svg")).contains("<polyline"));
    List<String> samples = Files.readAllLines(home.resolve("out/samples.csv"));
    assertEquals("seconds,subject,metric,value", samples.get(0));
    assertTrue(samples.stream().anyMatch(line -> line.contains(",soak,latency p50 ms,")));
  }

  @Test
  void aStopEndsItWithTheReportSoFar() throws IOException, InterruptedException {
    StopSignal stop = new StopSignal();
    Thread user = new Thread(() -> stopWhenFramesFlow(stop));
    user.start();
    soak(stop, "--minutes", "60", "--sample", "0.2");
    user.join();
    assertTrue(text().startsWith("soak: 0."), this::text);
  }

  private void stopWhenFramesFlow(StopSignal stop) {
    Path samples = home.resolve("out/samples.csv");
    try {
      while (!Files.exists(samples) || !Files.readString(samples).contains(",soak,latency")) {
        LockSupport.parkNanos(LOOK_NS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      stop.request();
    }
  }
}
