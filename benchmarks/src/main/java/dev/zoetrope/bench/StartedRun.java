package dev.zoetrope.bench;

import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The {@code zoetrope} script with a command, as a user runs it, watched from outside. */
final class StartedRun implements AutoCloseable {
  private static final String PIPELINE = "start";
  private static final String STREAM = "video";
  private static final long LOOK_PERIOD_NS = 1_000_000;
  private static final long PATIENCE_NS = 60_000_000_000L;
  private static final double NS_PER_MS = 1e6;

  private final Process process;
  private final PipelineDirectory directory;
  private final long startNs;

  private StartedRun(Process process, PipelineDirectory directory, long startNs) {
    this.process = process;
    this.directory = directory;
    this.startNs = startNs;
  }

  /**
   * Starts a run without a screen.
   *
   * @param script the program
   * @param runtime runtime directory of its own
   * @param said where to put what it says
   * @param arguments of {@code run}
   * @param screen variables that tell SDL where windows go; empty for nowhere
   */
  static StartedRun start(
      Path script, Path runtime, Path said, List<String> arguments, Map<String, String> screen)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString(), "run"));
    command.addAll(List.of("--runtime-dir", runtime.toString(), "--pipeline", PIPELINE));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    List.of("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEO_DRIVER")
        .forEach(builder.environment()::remove);
    builder.environment().putAll(screen);
    long startNs = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    return new StartedRun(process, PipelineDirectory.of(runtime, PIPELINE), startNs);
  }

  /** Waits for the first frame; milliseconds since the start. */
  double published() throws IOException {
    return await(stream -> stream.published() > 0);
  }

  /** Waits until a reader has taken a frame; milliseconds since the start. */
  double taken() throws IOException {
    return await(stream -> stream.readers().stream().anyMatch(r -> r.delivered() > 0));
  }

  /** What to look for. */
  @FunctionalInterface
  private interface Look {
    boolean at(StreamSnapshot stream);
  }

  private double await(Look look) throws IOException {
    try (StreamObserver observer = new StreamObserver(directory, STREAM)) {
      while (!snapshot(observer).filter(look::at).isPresent()) {
        if (!process.isAlive() || System.nanoTime() - startNs > PATIENCE_NS) {
          throw new IOException("a run ended before it began; try it: ./zoetrope run");
        }
        LockSupport.parkNanos(LOOK_PERIOD_NS);
      }
      return sinceStart();
    }
  }

  private static Optional<StreamSnapshot> snapshot(StreamObserver observer) {
    try {
      return observer.snapshot();
    } catch (IOException | CorruptRegionException e) {
      // It is being made.
      return Optional.empty();
    }
  }

  private double sinceStart() {
    return (System.nanoTime() - startNs) / NS_PER_MS;
  }

  /** Waits for its end; milliseconds since the start. */
  double end() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_NS, TimeUnit.NANOSECONDS) || process.exitValue() != 0) {
      throw new IOException("a run failed or hung; try it: ./zoetrope run");
    }
    return sinceStart();
  }

  /** The launcher, which took the place of the script. */
  ProcessHandle launcher() {
    return process.toHandle();
  }

  /** The process of a stage. */
  ProcessHandle stage(String subcommand) throws IOException {
    return process
        .children()
        .filter(child -> Footprint.runs(child, subcommand))
        .findFirst()
        .orElseThrow(() -> new IOException("no stage '" + subcommand + "' runs"));
  }

  /** Ends it in order. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_NS, TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
