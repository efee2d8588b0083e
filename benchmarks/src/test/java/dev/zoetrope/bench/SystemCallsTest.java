package dev.zoetrope.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.bench.PairContender.Sides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strace sees of a hand-off: nothing, unless somebody sleeps. */
@Tag("once")
class SystemCallsTest {
  private static final long RUN_NS = 300_000_000L;
  private static final long NS_10_KHZ = 100_000;
  private static final long NS_1_KHZ = 1_000_000;

  @TempDir private Path home;

  @BeforeEach
  void needsStrace() throws InterruptedException {
    boolean works;
    try {
      works = new ProcessBuilder("strace", "-o", "/dev/null", "true").start().waitFor() == 0;
    } catch (IOException e) {
      works = false;
    }
    assumeTrue(works, "needs strace, and leave to use it: install strace");
  }

  @Test
  void aWriterWhoseReaderIsAwakeMakesNone() throws IOException, InterruptedException {
    // LATEST: a writer that waits for its reader sleeps itself.
    double calls = callsPerFrame("zoetrope/spin/latest", NS_10_KHZ);
    assertTrue(calls < 0.05, () -> calls + " for each frame");
  }

  @Test
  void aSleepingReaderIsRung() throws IOException, InterruptedException {
    double calls = callsPerFrame("zoetrope/sleep", NS_1_KHZ);
    assertTrue(calls > 0.5, () -> calls + " for each frame");
  }

  /** Of the writer's thread, in a run after one that has loaded and compiled everything. */
  private double callsPerFrame(String transport, long intervalNs)
      throws IOException, InterruptedException {
    Path trace = home.resolve("trace");
    List<String> traced = new ArrayList<>(List.of("strace", "-f", "-s", "16", "-o"));
    traced.add(trace.toString());
    traced.addAll(Pair.javaCommand());
    traced.add("write");
    List<String> plain = new ArrayList<>(Pair.javaCommand());
    plain.add("read");
    Tally tally = new Tally();
    try (SharedPair pair =
        new SharedPair(new Pair(new SideProcess(traced), new SideProcess(plain)))) {
      PairContender ours =
          new PairContender("ours", Role.OURS, Players.shared(pair), transport, Sides.BOTH);
      Scenario scenario = Scenario.handOff("calls", "calls", 64, intervalNs, 1, List.of(ours));
      ours.open(scenario, home.resolve("s"));
      ours.run(scenario, RUN_NS, new Tally());
      ours.run(scenario, RUN_NS, tally);
      ours.close();
    }
    return (double) callsOfLastRun(trace) / tally.frames();
  }

  /** Between the command to run and the answer, in the thread that got it. */
  private static long callsOfLastRun(Path trace) throws IOException {
    try (Stream<String> all = Files.lines(trace)) {
      List<String> lines = all.toList();
      int last = 0;
      for (int i = 0; i < lines.size(); i++) {
        last = lines.get(i).contains("\"handoff ") ? i : last;
      }
      String thread = lines.get(last).substring(0, lines.get(last).indexOf(' ') + 1);
      return lines.subList(last + 1, lines.size()).stream()
          .filter(line -> line.startsWith(thread))
          .takeWhile(line -> !line.contains("\"ok frames="))
          .count();
    }
  }
}
