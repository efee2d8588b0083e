package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.Pipeline;
import dev.zoetrope.pipeline.Stage;
import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.pipeline.StreamPlan;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is started for a pipeline.
 *
 * @param stages the processes, in the order of the data path
 * @param sources names under which the captures announce their streams
 * @param streams of the pipeline
 */
record PipelinePlan(List<StageSpec> stages, List<String> sources, List<StreamPlan> streams) {
  /**
   * Makes the plan.
   *
   * @param pipeline without problems
   * @param common options that all stages get
   * @param overwrite whether outputs may exist
   */
  static PipelinePlan of(Pipeline pipeline, List<String> common, boolean overwrite) {
    StageArguments arguments = new StageArguments(pipeline, common, overwrite);
    List<StageSpec> specs = new ArrayList<>();
    for (Stage stage : pipeline.stages()) {
      specs.add(
          new StageSpec(
              stage.name(),
              pipeline.joinName(stage),
              stage.role(),
              arguments.of(stage),
              arguments.launch(stage),
              pipeline.streamsOf(stage),
              stage.readsCapture(),
              stage.writes().stream().map(write -> write.stream()).toList()));
    }
    return new PipelinePlan(
        List.copyOf(specs),
        pipeline.stages(StageRole.CAPTURE).stream().map(pipeline::joinName).toList(),
        StreamPlan.of(pipeline));
  }

  /** Names of the stages of a role. */
  List<String> names(StageRole role) {
    return stages.stream().filter(stage -> stage.role() == role).map(StageSpec::name).toList();
  }

  /** Whose progress is shown where nothing is encoded; null when there is nobody. */
  String followed() {
    return stages.stream()
        .filter(stage -> !stage.reads().isEmpty())
        .map(StageSpec::joinName)
        .reduce((first, second) -> second)
        .orElse(null);
  }

  /** Whether a display may take over the terminal. */
  boolean takesTerminal() {
    return stages.stream()
        .filter(stage -> stage.role() == StageRole.DISPLAY)
        .map(stage -> stage.arguments().get(stage.arguments().indexOf("--display") + 1))
        .anyMatch(mode -> DisplayMode.valueOf(mode.toUpperCase(Locale.ROOT)).takesTerminal());
  }

  /** Names of the streams that are sure to come. */
  List<String> promised() {
    return streams.stream().filter(StreamPlan::isPromised).map(StreamPlan::name).toList();
  }

  /** A stream of the plan that somebody serves already; null when nobody does. */
  String servedStream(PipelineDirectory directory) throws IOException {
    List<String> names = streams.stream().map(StreamPlan::name).toList();
    return RunningPipelines.served(directory).stream()
        .map(StreamSnapshot::stream)
        .filter(names::contains)
        .findFirst()
        .orElse(null);
  }
}
