package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The {@code zoetrope} command line in a process of its own, as a user would start it. */
final class ZoetropeProcess {
  private static final long TIMEOUT_S = 100;

  private final Process process;
  private final Path output;

  private ZoetropeProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a command.
   *
   * @param home working directory; the runtime directory is {@code run} in it
   * @param arguments of {@code zoetrope}
   */
  static ZoetropeProcess start(Path home, String... arguments) throws IOException {
    Path output = Files.createTempFile(home, "said-", ".txt");
    ProcessBuilder builder =
        builder(home, arguments).redirectErrorStream(true).redirectOutput(output.toFile());
    return new ZoetropeProcess(builder.start(), output);
  }

  /** The same, not started; its standard streams are yet to be redirected. */
  static ProcessBuilder builder(Path home, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ZoetropeMain.class.getName());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder
        .environment()
        .put(PipelineDirectory.RUNTIME_DIRECTORY_VARIABLE, home.resolve("run").toString());
    // No window and no sound, whatever this machine has.
    List.of("DISPLAY", "WAYLAND_DISPLAY").forEach(builder.environment()::remove);
    builder.environment().put("SDL_AUDIO_DRIVER", "dummy");
    return builder;
  }

  /** Process id. */
  long pid() {
    return process.pid();
  }

  /** Whether it has not ended yet. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it, if it has not ended. */
  void destroy() {
    process.destroyForcibly();
  }

  /** What it said so far. */
  String said() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    boolean ended = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertTrue(ended, () -> "did not end; it said: " + said());
    return process.exitValue();
  }

  /** Waits for its end with this exit code. */
  ZoetropeProcess ends(int exitCode) throws InterruptedException {
    assertEquals(exitCode, exitCode(), this::said);
    return this;
  }

  /** Ends it, in order, if it still runs. */
  void stop() throws InterruptedException {
    process.destroy();
    exitCode();
  }

  /** Sends a signal to it alone. */
  void signal(String name) throws IOException, InterruptedException {
    signal(name, pid());
  }

  /** The process of a stage, known by an argument that it alone has. */
  ProcessHandle stage(String argument) {
    return process
        .children()
        .filter(child -> arguments(child).contains(argument))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no stage " + argument + "; it said: " + said()));
  }

  /** Those of a process; Java itself does not tell them when there are more than 4,096 bytes. */
  static List<String> arguments(ProcessHandle process) {
    Path file = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
    try {
      return Files.exists(file)
          ? List.of(Files.readString(file).split("\0"))
          : List.of(process.info().arguments().orElse(new String[0]));
    } catch (IOException e) {
      return List.of(); // It has ended.
    }
  }

  /**
   * Skips a test of a signal that is ignored here, as {@code nohup} and background jobs have it:
   * children inherit that, and the JVM respects it.
   */
  static void assumeHeard(String signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      int number = Map.of("HUP", 1, "INT", 2, "TERM", 15).get(signal);
      String ignored =
          Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .findFirst()
              .orElseThrow();
      long mask = Long.parseUnsignedLong(ignored.substring(ignored.indexOf('\t') + 1), 16);
      assumeTrue((mask & 1L << (number - 1)) == 0, "SIG" + signal + " is ignored here");
    }
  }

  /** Sends a signal to any process. */
  static void signal(String name, long pid) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("sh", "-c", "kill -s " + name + " -- " + pid).start();
    assertEquals(0, kill.waitFor(), "kill -" + name);
  }

  /** Waits until frames were published in the one pipeline of the runtime directory. */
  void awaitFrames(PipelineDirectory pipeline, long frames) throws InterruptedException {
    try (PipelineWatch watch =
        new PipelineWatch(pipeline, List.of(RunPipeline.SOURCE), List.of())) {
      while (watch.poll().published() < frames) {
        assertTrue(!process.waitFor(10, TimeUnit.MILLISECONDS), this::said);
      }
    }
  }

  /** Waits until a reader has taken frames of a stream. */
  void awaitWork(PipelineDirectory pipeline, String reader, String stream, long frames)
      throws InterruptedException {
    try (PipelineWatch watch = new PipelineWatch(pipeline, List.of(), List.of(stream))) {
      while (watch.poll().worked(reader) < frames) {
        assertTrue(!process.waitFor(10, TimeUnit.MILLISECONDS), this::said);
      }
    }
  }

  /** Waits until what it said so far matches. */
  void awaitSaid(String pattern) throws InterruptedException {
    while (!said().matches(pattern)) {
      assertTrue(!process.waitFor(10, TimeUnit.MILLISECONDS), this::said);
    }
  }
}
