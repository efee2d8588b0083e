package dev.zoetrope.benchmarks;

import dev.zoetrope.launcher.ZoetropeMain;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The processes that a soak watches: a capture, an encoder, a display without a surface and one
 * with a window that nobody sees. Each is what {@code zoetrope} starts, with a log of its own.
 */
final class SoakPipeline implements AutoCloseable {
  private static final int HEAP_MB = 64;
  private static final int DISPLAY_HEAP_MB = 128;
  private static final long END_S = 60;

  /**
   * One each for capture, reader, stage and displays, and three that encoder and sound may hold.
   */
  private static final String SLOTS = "8";

  private static final String CAPTURE = "capture";
  private static final String PATIENCE_S = "120";

  private final PipelineDirectory directory;
  private final Path logs;
  private final Map<String, Process> stages = new LinkedHashMap<>();

  private SoakPipeline(PipelineDirectory directory, Path logs) {
    this.directory = directory;
    this.logs = logs;
  }

  /**
   * Starts all.
   *
   * @param directory the pipeline
   * @param picture filter that makes the pictures
   * @param encode options of the encoder, its output included
   * @param logs directory for what the stages say
   */
  static SoakPipeline start(
      PipelineDirectory directory, String picture, List<String> encode, Path logs)
      throws IOException {
    SoakPipeline pipeline = new SoakPipeline(directory, logs);
    try {
      List<String> capture = new ArrayList<>(List.of("--slots", SLOTS, "-re"));
      capture.addAll(List.of("--await", "encoder,display,window", "--await-timeout", PATIENCE_S));
      capture.addAll(List.of("-i", "pattern:" + picture, "-i", "tone:sine=sample_rate=48000"));
      List<String> encoder = new ArrayList<>(List.of("--connect-timeout", PATIENCE_S, "-y"));
      encoder.addAll(encode);
      pipeline.start(CAPTURE, CAPTURE, HEAP_MB, capture);
      pipeline.start("encoder", "encode", HEAP_MB, encoder);
      pipeline.start("display", "display", DISPLAY_HEAP_MB, display("display", "none"));
      pipeline.start("window", "display", DISPLAY_HEAP_MB, display("window", "window"));
    } catch (IOException e) {
      pipeline.kill();
      throw e;
    }
    return pipeline;
  }

  private static List<String> display(String name, String surface) {
    return List.of("--name", name, "--display", surface, "--wait", PATIENCE_S);
  }

  private void start(String name, String command, int heapMb, List<String> arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(command, "--supervised"));
    all.addAll(List.of("--runtime-dir", directory.path().getParent().toString()));
    all.addAll(List.of("--pipeline", directory.name()));
    all.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(ChildJvm.command(ZoetropeMain.class, heapMb, all))
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve(name + ".log").toFile());
    // Windows and sound that work on every machine, and go nowhere.
    builder.environment().put("SDL_VIDEO_DRIVER", "dummy");
    builder.environment().put("SDL_AUDIO_DRIVER", "dummy");
    stages.put(name, builder.start());
  }

  /** Process ids by name, in the order of the data path. */
  Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    stages.forEach((name, process) -> pids.put(name, process.pid()));
    return pids;
  }

  /** Names of processes that have ended, with their exit codes. */
  List<String> ended() {
    return stages.entrySet().stream()
        .filter(stage -> !stage.getValue().isAlive())
        .map(stage -> stage.getKey() + " (exit code " + stage.getValue().exitValue() + ")")
        .toList();
  }

  /**
   * Stops the capture, upon which the others finish what they have.
   *
   * @return what did not end as it should
   */
  List<String> stop() throws InterruptedException {
    try (OutputStream leash = stages.get(CAPTURE).getOutputStream()) {
      leash.flush();
    } catch (IOException e) {
      // It has ended already.
    }
    List<String> problems = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_S);
    for (Map.Entry<String, Process> stage : stages.entrySet()) {
      if (!stage.getValue().waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        problems.add(stage.getKey() + " did not end within " + END_S + " s");
      } else if (stage.getValue().exitValue() != 0) {
        problems.add(stage.getKey() + " ended with code " + stage.getValue().exitValue());
      }
    }
    return problems;
  }

  private void kill() {
    stages.values().forEach(Process::destroyForcibly);
  }

  /** Ends at once what {@link #stop} has not ended. */
  @Override
  public void close() {
    kill();
  }
}
