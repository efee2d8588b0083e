package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.RuntimeOptions;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.pipeline.Pipeline;
import dev.zoetrope.pipeline.PipelineCheck;
import dev.zoetrope.pipeline.PipelineFile;
import dev.zoetrope.pipeline.Problems;
import dev.zoetrope.pipeline.StreamPlan;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoetrope graph}: draws a pipeline file, with live counters while it runs. */
@Command(
    name = "graph",
    description = "Draw the pipeline of a file; with its counters, while it runs.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  zoetrope graph studio.yaml",
      "  zoetrope graph studio.yaml --format dot | dot -Tsvg -o studio.svg",
      "  zoetrope graph studio.yaml --watch             again every second, until Ctrl-C"
    })
final class GraphCommand implements Callable<Integer> {
  /** Languages of drawings. */
  enum Format {
    /** Characters. */
    TEXT,
    /** Graphviz. */
    DOT
  }

  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "PIPELINE.yaml", description = "A pipeline file.")
  private Path file;

  @Option(
      names = "--format",
      paramLabel = "text|dot",
      defaultValue = "text",
      description = "What to draw with: characters, or Graphviz (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Name under which it runs (default: the one in the file).")
  private String pipeline;

  @Mixin private RuntimeOptions runtime;

  @Option(names = "--watch", description = "Draw it again every second, until Ctrl-C.")
  private boolean watch;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Problems problems = new Problems();
    Pipeline read = PipelineFile.read(file, problems);
    PipelineCheck.check(read, problems);
    if (!problems.isEmpty()) {
      PrintWriter errors = command.commandLine().getErr();
      problems.sorted().forEach(problem -> errors.println("zoetrope graph: " + problem.line()));
      errors.flush();
      return StageErrors.USAGE;
    }
    List<StreamPlan> streams = StreamPlan.of(read);
    String name = pipeline == null ? read.name() : checked(pipeline);
    if (name == null) {
      show(new LiveGraph("pipeline of " + file, read, streams, PipelineView.NOTHING));
      return 0;
    }
    PipelineDirectory directory = PipelineDirectory.of(runtime.directory(), name);
    List<String> names = streams.stream().map(StreamPlan::name).toList();
    try (PipelineWatch watched = new PipelineWatch(directory, List.of(), names)) {
      CountDownLatch stopped = new CountDownLatch(1);
      if (watch) {
        StopSignal.onInterrupt().onRequest(stopped::countDown);
      }
      do {
        PipelineView view = watched.poll();
        String state = view.isRunning() ? " (running)" : "";
        show(new LiveGraph("pipeline " + name + state, read, streams, view));
      } while (watch && !stopped.await(1, TimeUnit.SECONDS));
    }
    return 0;
  }

  private String checked(String name) {
    try {
      return StreamNames.check("pipeline", name);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private void show(LiveGraph graph) {
    List<String> lines =
        format == Format.DOT ? GraphDot.lines(graph) : GraphText.lines(graph, !canDraw());
    PrintWriter out = command.commandLine().getOut();
    if (watch && Terminal.is(Terminal.STANDARD_OUTPUT)) {
      out.print(CLEAR_SCREEN);
    }
    lines.forEach(out::println);
    out.flush();
  }

  private static boolean canDraw() {
    String encoding =
        System.getProperty(
            "stdout.encoding",
            System.getProperty("sun.stdout.encoding", Charset.defaultCharset().name()));
    return Charset.isSupported(encoding) && encoding.toUpperCase(Locale.ROOT).startsWith("UTF");
  }
}
