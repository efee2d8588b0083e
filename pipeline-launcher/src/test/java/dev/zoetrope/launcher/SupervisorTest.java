package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.pipeline.Launch;
import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.stage.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes on the real protocol, without media; no other test starts any meanwhile. */
@Tag("once")
@Isolated
class SupervisorTest {
  private static final String FOREVER = "1000000";

  @TempDir Path runtime;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final StopSignal stop = new StopSignal();
  private PipelineDirectory directory;
  private PipelineWatch watch;
  private Supervisor supervisor;
  private final Set<ProcessHandle> others = children();
  private List<String> program = List.of();
  private boolean stopAtStart;
  private int started;
  private long graceNs = TimeUnit.SECONDS.toNanos(20);

  private static Set<ProcessHandle> children() {
    return ProcessHandle.current().children().collect(Collectors.toSet());
  }

  @BeforeEach
  void prepare() {
    directory = PipelineDirectory.of(runtime.resolve("run"), "test");
    watch = new PipelineWatch(directory, List.of("capture"), List.of());
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    watch.close();
    StaleFiles.removeDeadStreams(directory);
    assertFalse(Files.exists(directory.path()), "files are left behind");
    Set<ProcessHandle> left = children();
    left.removeAll(others);
    assertEquals(Set.of(), left, "processes are left behind");
  }

  @Test
  void endOfInputEndsAll() throws IOException {
    assertEquals(
        Supervisor.Outcome.DONE,
        run(
            source("300", "encoder,display"),
            encoder("encoder", "sink"),
            display("sink", "display")));
    assertEquals("", said());
    assertEquals(300, supervisor.view().published());
    assertEquals(300, supervisor.view().worked("encoder"), "the last counters were not seen");
  }

  @Test
  void stopEndsAllInOrder() throws IOException {
    Supervisor.Outcome outcome =
        runAnd(() -> stop.request(), source(FOREVER, "encoder"), encoder("encoder", "sink"));

    assertEquals(Supervisor.Outcome.STOPPED, outcome);
    assertEquals("", said());
    assertEquals(supervisor.view().published(), supervisor.view().worked("encoder"));
  }

  @Test
  void stopBeforeAnythingIsStarted() throws IOException {
    stop.request();

    assertEquals(Supervisor.Outcome.STOPPED, run(source(FOREVER, "nobody")));
    assertEquals(0, started);
  }

  @Test
  void stopBeforeAnythingWorks() throws IOException {
    stopAtStart = true;

    assertEquals(
        Supervisor.Outcome.STOPPED,
        run(source(FOREVER, "encoder,nobody"), encoder("encoder", "sink")));
    assertEquals("", said());
  }

  /** A stage without a handler yet dies of the signal that the whole group gets. */
  @ParameterizedTest
  @ValueSource(strings = {"HUP", "INT", "TERM"})
  void stagesThatTheSignalEndedAreNotAccused(String signal) throws IOException {
    ZoetropeProcess.assumeHeard(signal);
    program = List.of("sh", "-c", "kill -" + signal + " $$");

    // The launcher's own handler runs a little later.
    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(stop::request);

    assertEquals(
        Supervisor.Outcome.STOPPED, run(source(FOREVER, "encoder"), encoder("encoder", "sink")));
    assertEquals("", said());
  }

  @Test
  void aStageThatCannotBeStartedForAStopIsNoFailure() throws IOException {
    stopAtStart = true;
    program = List.of("/there/is/no/such/program");

    assertEquals(Supervisor.Outcome.STOPPED, run(source(FOREVER, "encoder")));
    assertEquals("", said());
  }

  @Test
  void stopBeforeTheFirstFrameIsNoFailureOfWhoeverMissesIt() throws IOException {
    stopAtStart = true;

    assertEquals(
        Supervisor.Outcome.STOPPED,
        run(
            source(FOREVER, "encoder,nobody"),
            stage("encoder", StageRole.ENCODER, "exit", "1", "zoetrope encode: no frame came")));
    assertEquals("", said());
  }

  @Test
  void interruptionEndsAllAtOnce() throws IOException {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Thread.currentThread().interrupt();
          run(source(FOREVER, "encoder"), encoder("encoder", "sink"));
          assertTrue(Thread.interrupted());
        });
  }

  @Test
  void killedCaptureIsNamedAndTheOthersEnd() throws IOException {
    Supervisor.Outcome outcome =
        runAnd(() -> kill("capture"), source(FOREVER, "encoder"), encoder("encoder", "sink"));

    assertEquals(Supervisor.Outcome.FAILED, outcome);
    assertTrue(
        said()
            .matches("zoetrope run: capture \\(pid \\d+\\) was killed by signal 9 \\(SIGKILL\\)\n"),
        said());
  }

  @Test
  void killedEncoderIsNamedAndTheOtherGoesOn() throws IOException {
    Supervisor.Outcome outcome =
        runAnd(
            () -> kill("encoder-2"),
            source("2000", "encoder,encoder-2"),
            encoder("encoder", "sink"),
            encoder("encoder-2", "sink"));

    assertEquals(Supervisor.Outcome.FAILED, outcome);
    assertTrue(said().startsWith("zoetrope run: encoder-2 (pid "), said());
    assertEquals(1, said().lines().count(), said());
    assertEquals(2000, supervisor.view().worked("encoder"));
  }

  @Test
  void theOnlyConsumersDeathStopsCapture() throws IOException {
    assertEquals(
        Supervisor.Outcome.FAILED,
        run(source(FOREVER, "encoder"), encoder("encoder", "take", "10", "3")));
    assertTrue(
        said().matches("zoetrope run: encoder \\(pid \\d+\\) ended with exit code 3\n"), said());
  }

  @Test
  void closedWindowStopsAllAndIsNoFailure() throws IOException {
    assertEquals(
        Supervisor.Outcome.STOPPED,
        run(
            source(FOREVER, "encoder,display"),
            encoder("encoder", "sink"),
            display("take", "display", "10", "10")));
    assertEquals("", said());
  }

  @Test
  void deadDisplayIsNamedAndTheEncoderGoesOn() throws IOException {
    assertEquals(
        Supervisor.Outcome.FAILED,
        run(
            source("500", "encoder,display"),
            encoder("encoder", "sink"),
            display("take", "display", "10", "7")));
    assertTrue(said().contains("display (pid "), said());
    assertEquals(500, supervisor.view().worked("encoder"));
  }

  @Test
  void completeOutputsEndTheRun() throws IOException {
    assertEquals(
        Supervisor.Outcome.DONE,
        run(
            source(FOREVER, "encoder,display"),
            encoder("encoder", "take", "10", "0"),
            display("sink", "display")));
    assertEquals("", said());
  }

  @Test
  void failureAtStartEndsTheRunAndItsReasonIsTheOneLine() throws IOException {
    assertEquals(
        Supervisor.Outcome.FAILED,
        run(
            source(FOREVER, "encoder,encoder-2"),
            encoder("encoder", "sink"),
            stage("encoder-2", StageRole.ENCODER, "exit", "1", "zoetrope encode: codec 'x': no")));
    assertEquals("zoetrope run: encoder-2: codec 'x': no\n", said());
  }

  @Test
  void readerOfAStreamThatEndedWithoutAFrameIsNoFailure() throws IOException {
    String line = "zoetrope encode: codec 'x': no";
    assertEquals(
        Supervisor.Outcome.FAILED,
        run(
            source(FOREVER, "encoder,encoder-2"),
            encoder("encoder", "again"),
            stage("encoder-2", StageRole.ENCODER, "exit", "1", line, "encoder")));
    assertEquals("zoetrope run: encoder-2: codec 'x': no\n", said());
  }

  @Test
  void captureThatCannotStartEndsTheRun() throws IOException {
    assertEquals(
        Supervisor.Outcome.FAILED,
        run(
            stage("capture", StageRole.CAPTURE, "exit", "1", "zoetrope capture: input 'x': no"),
            encoder("encoder", "sink")));
    assertEquals("zoetrope run: capture: input 'x': no\n", said());
  }

  @Test
  void lastWordsAreTold() throws IOException {
    assertEquals(
        Supervisor.Outcome.FAILED,
        run(
            stage("capture", StageRole.CAPTURE, "exit", "4", "Out of cheese"),
            encoder("encoder", "sink")));
    List<String> lines = said().lines().toList();
    assertEquals("[capture] Out of cheese", lines.get(0));
    assertTrue(
        lines.get(1).endsWith(" ended with exit code 4; its last words: Out of cheese"), said());
  }

  @Test
  void stageThatDoesNotEndIsKilledAndNamed() throws IOException {
    graceNs = TimeUnit.SECONDS.toNanos(2);

    assertEquals(
        Supervisor.Outcome.FAILED, run(source("10", "encoder"), encoder("encoder", "deaf")));
    assertTrue(
        said().contains("did not end within 2 s of when it should have, and was killed"), said());
  }

  private Supervisor.Outcome run(StageSpec... stages) throws IOException {
    return runAnd(() -> {}, stages);
  }

  /** Runs stages; does something once 50 frames were published. */
  private Supervisor.Outcome runAnd(Runnable act, StageSpec... stages) throws IOException {
    Console console =
        new Console(
            "zoetrope run",
            new PrintStream(said, true, StandardCharsets.UTF_8),
            false,
            Console.Loudness.NORMAL);
    ProgressMeter meter = new ProgressMeter(console, List.of(), null);
    supervisor = new Supervisor(console, watch, meter, graceNs, this::command);
    CountDownLatch over = new CountDownLatch(1);
    Thread actor = new Thread(() -> actWhenFlowing(act, over), "actor");
    actor.start();
    try {
      return supervisor.run(List.of(stages), stop);
    } finally {
      over.countDown();
    }
  }

  private void actWhenFlowing(Runnable act, CountDownLatch over) {
    try (PipelineWatch own = new PipelineWatch(directory, List.of("capture"), List.of())) {
      while (own.poll().published() < 50) {
        if (over.await(5, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      act.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void kill(String stage) {
    ProcessHandle.current()
        .children()
        .filter(child -> ZoetropeProcess.arguments(child).contains("-D" + stage))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private ProcessCommand command(StageSpec stage) {
    started++;
    if (stopAtStart) {
      stop.request();
    }
    if (!program.isEmpty()) {
      return new ProcessCommand(program, Map.of());
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-D" + stage.name()));
    command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 24) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FakeStage.class.getName(), directory.path().toString()));
    command.addAll(stage.arguments());
    return new ProcessCommand(command, Map.of());
  }

  private static StageSpec source(String frames, String readers) {
    return stage("capture", StageRole.CAPTURE, "source", frames, readers);
  }

  private static StageSpec encoder(String name, String what, String... more) {
    List<String> arguments = new ArrayList<>(List.of(what, name));
    arguments.addAll(List.of(more));
    return stage(name, StageRole.ENCODER, arguments.toArray(String[]::new));
  }

  private static StageSpec display(String... arguments) {
    return stage("display", StageRole.DISPLAY, arguments);
  }

  private static StageSpec stage(String name, StageRole role, String... arguments) {
    boolean reads = role != StageRole.CAPTURE;
    return new StageSpec(
        name,
        name,
        role,
        List.of(arguments),
        Launch.PLAIN,
        reads ? List.of("video") : List.of(),
        reads,
        reads ? List.of() : List.of("video"));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
