package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal at any moment of a run's start ends it, and leaves no process and no half file. */
@Tag("deep")
class SignalSweepTest {
  private static final int LAST_MS = 1500;
  private static final int STEP_MS = 50;

  /** Done or stopped; ended by the signal, before there was a handler for it. */
  private static final Set<Integer> CODES = Set.of(0, 130, 143);

  @TempDir Path home;

  @ParameterizedTest
  @CsvSource({"INT, false", "INT, true", "TERM, false", "TERM, true"})
  void nothingIsLeft(String signal, boolean toGroup) throws Exception {
    ZoetropeProcess.assumeHeard(signal);
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "no setsid");
    for (int ms = 0; ms <= LAST_MS; ms += STEP_MS) {
      sweep(Files.createDirectory(home.resolve("at-" + ms)), signal, toGroup, ms);
    }
  }

  private static void sweep(Path at, String signal, boolean toGroup, int ms) throws Exception {
    Path said = at.resolve("said.txt");
    ProcessBuilder builder =
        ZoetropeProcess.builder(
            at,
            "run --pipeline p -re -i pattern:testsrc2=size=64x48:rate=25 -t 60 -c:v ffv1 -o out.mkv"
                .split(" "));
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(builder.command());
    Process run =
        builder.command(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    Thread.sleep(ms);

    List<ProcessHandle> stages = new ArrayList<>(run.descendants().toList());
    ZoetropeProcess.signal(signal, toGroup ? -run.pid() : run.pid());
    int code = run.waitFor();

    String all = signal + (toGroup ? " to all" : "") + " at " + ms + " ms: " + read(said);
    assertTrue(CODES.contains(code), code + ", " + all);
    for (ProcessHandle stage : stages) {
      stage.onExit().join();
    }
    assertFalse(Files.exists(at.resolve("run")), all);
    assertFalse(all.contains("Exception"), all);
    Path out = at.resolve("out.mkv");
    if (Files.exists(out)) {
      ZoetropeProcess.start(at, "run", "-i", "out.mkv", "-o", "x.md5", "-f", "framemd5").ends(0);
    }
    try (Stream<Path> files = Files.list(at)) {
      long others = files.filter(file -> !isExpected(file.getFileName().toString())).count();
      assertEquals(0, others, all);
    }
  }

  private static boolean isExpected(String file) {
    return file.startsWith("said") || file.equals("out.mkv") || file.equals("x.md5");
  }

  private static String read(Path said) throws IOException {
    return Files.exists(said) ? Files.readString(said) : "";
  }
}
