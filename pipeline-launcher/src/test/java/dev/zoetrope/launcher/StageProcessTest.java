package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.pipeline.Launch;
import dev.zoetrope.pipeline.StageRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that start others, which have their standard error. */
@Tag("once")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no sh")
class StageProcessTest {
  private static final long LONG_S = 20;

  @TempDir Path home;
  private final CountDownLatch ended = new CountDownLatch(1);
  private ProcessHandle child;

  @AfterEach
  void endChild() {
    child.destroyForcibly();
  }

  private StageProcess start(String end) throws IOException, InterruptedException {
    Path pid = home.resolve("pid");
    String script = "sleep 60 & echo $! > pid.new; mv pid.new pid; " + end;
    Console console = new Console("zoetrope run", System.err, false, Console.Loudness.QUIET);
    StageSpec spec =
        new StageSpec(
            "c", "c", StageRole.COMMAND, List.of(), Launch.PLAIN, List.of(), false, List.of());
    StageProcess stage =
        StageProcess.start(
            spec,
            new ProcessCommand(
                List.of("sh", "-c", "cd \"$0\"; " + script, home.toString()), Map.of()),
            new LastWords("c", console),
            over -> ended.countDown());
    while (!Files.exists(pid)) {
      Thread.sleep(5);
    }
    child = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
    return stage;
  }

  @Test
  void aStageEndsWithItsProcess() throws Exception {
    StageProcess stage = start("exit 7");

    assertTrue(ended.await(LONG_S, TimeUnit.SECONDS), "waits for what the stage has started");
    assertEquals(7, stage.status().code());
    assertTrue(child.isAlive(), "it ended by itself; what it left is its own");
  }

  @Test
  void aDeafProgramEndsWithAllThatItStarted() throws Exception {
    StageProcess stage = start("wait");

    stage.stop();
    stage.insist(System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG_S));

    assertTrue(ended.await(LONG_S, TimeUnit.SECONDS), "goes on");
    child.onExit().get(LONG_S, TimeUnit.SECONDS);
    assertFalse(child.isAlive());
  }
}
