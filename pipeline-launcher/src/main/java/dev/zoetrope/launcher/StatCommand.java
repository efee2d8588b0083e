package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.RuntimeOptions;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import dev.zoetrope.stage.StopSignal;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zoetrope stat}: the counters of running pipelines, read from outside. */
@Command(
    name = "stat",
    description = "Show streams, readers and losses of running pipelines, without touching them.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  zoetrope stat                      all pipelines of this user",
      "  zoetrope stat --pipeline studio    one of them",
      "  zoetrope stat --watch              again every second, until Ctrl-C",
      "  zoetrope stat --json | jq .        for programs: one object a line for each pipeline"
    })
final class StatCommand implements Callable<Integer> {
  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";

  @Spec private CommandSpec command;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Name of the pipeline (default: all).")
  private String pipeline;

  @Mixin private RuntimeOptions runtimeOptions;

  @Option(names = "--watch", description = "Show it again every second, until Ctrl-C.")
  private boolean watch;

  @Option(names = "--json", description = "Show it as JSON.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path runtime = runtimeOptions.directory();
    boolean found = show(runtime);
    if (!watch) {
      return found ? 0 : 1;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    StopSignal.onInterrupt().onRequest(stopped::countDown);
    while (!stopped.await(1, TimeUnit.SECONDS)) {
      show(runtime);
    }
    return 0;
  }

  private boolean show(Path runtime) throws IOException {
    PrintWriter out = command.commandLine().getOut();
    StringBuilder text = new StringBuilder();
    List<IOException> unreadable = new ArrayList<>();
    boolean found = false;
    Collection<String> names =
        pipeline == null
            ? RunningPipelines.names(runtime)
            : List.of(StreamNames.check("pipeline", pipeline));
    for (String name : names) {
      List<StreamSnapshot> streams =
          RunningPipelines.streams(PipelineDirectory.of(runtime, name), unreadable::add);
      if (!streams.isEmpty()) {
        if (json) {
          text.append(PipelineReport.json(name, streams)).append('\n');
        } else {
          text.append(found ? "\n" : "");
          PipelineReport.text(name, streams).forEach(line -> text.append(line).append('\n'));
        }
        found = true;
      }
    }
    if (watch && !json && Terminal.is(Terminal.STANDARD_OUTPUT)) {
      out.print(CLEAR_SCREEN);
    }
    out.print(text);
    out.flush();
    unreadable.forEach(problem -> StageErrors.report(problem, command.commandLine(), false));
    if (!found && unreadable.isEmpty() && !json) {
      PrintWriter errors = command.commandLine().getErr();
      errors.println("zoetrope stat: " + RunningPipelines.noneRuns(runtime, pipeline));
      errors.flush();
    }
    return found && unreadable.isEmpty();
  }
}
