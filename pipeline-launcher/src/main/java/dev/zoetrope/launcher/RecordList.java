package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.RuntimeOptions;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zoetrope record list}. */
@Command(
    name = "list",
    description = {
      "List the recordings.",
      "One whose process is gone before its output was complete is shown once, and then forgotten;",
      "the output stays as it is."
    })
final class RecordList implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Only recordings of this pipeline.")
  private String pipeline;

  @Mixin private RuntimeOptions runtime;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Override
  public Integer call() throws IOException {
    Recordings recordings = new Recordings(runtime.directory());
    List<Recording> all = recordings.all(pipeline);
    PrintWriter out = command.commandLine().getOut();
    TextTable table = new TextTable().row("NAME", "PIPELINE", "STATE", "AT", "OUTPUT");
    List<String> gone = new ArrayList<>();
    for (Recording recording : all) {
      boolean isGone = recording.process().isEmpty();
      table.row(
          recording.name(),
          recording.pipeline(),
          isGone ? "gone" : "records",
          isGone ? "-" : position(runtime.directory(), recording),
          recording.output());
      if (isGone) {
        gone.add(recordings.bury(recording));
      }
    }
    if (all.isEmpty()) {
      out.println("no recordings");
    } else {
      table.lines("").forEach(out::println);
      gone.forEach(out::println);
    }
    out.flush();
    return 0;
  }

  private static String position(Path runtime, Recording recording) throws IOException {
    PipelineDirectory directory = PipelineDirectory.of(runtime, recording.pipeline());
    List<String> streams =
        RunningPipelines.served(directory).stream().map(StreamSnapshot::stream).toList();
    try (PipelineWatch watch = new PipelineWatch(directory, List.of(), streams)) {
      return MediaTimes.position(watch.poll().mediaTimeNs(recording.name()));
    }
  }
}
