package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.StreamPlan;
import dev.zoetrope.region.PipelineDirectory;
import java.util.ArrayList;
import java.util.List;

/** What a run would start, as text. */
final class DryRun {
  private DryRun() {}

  /**
   * Writes it down.
   *
   * @param plan of the run
   * @param directory of its pipeline
   */
  static List<String> lines(PipelinePlan plan, PipelineDirectory directory) {
    List<String> lines = new ArrayList<>();
    lines.add("pipeline " + directory.name() + " in " + directory.path());
    TextTable table = new TextTable().row("STREAM", "KIND", "WRITER", "SLOTS", "READERS");
    for (StreamPlan stream : plan.streams()) {
      table.row(
          stream.name(),
          stream.kindName() + (stream.isPromised() ? "" : ", if there is any"),
          stream.writer(),
          stream.slots(),
          stream.readers().isEmpty()
              ? "-"
              : String.join(", ", stream.readers().stream().map(Object::toString).toList()));
    }
    lines.addAll(table.lines("  "));
    for (StageSpec stage : plan.stages()) {
      lines.add("");
      lines.add(stage.name() + ":");
      lines.add("  " + ProcessCommand.of(stage, directory).line());
    }
    return lines;
  }
}
