package dev.zoetrope.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The stages of a run, in the order of the data path.
 *
 * @param stages all of them
 * @param encoders names of the encoders
 * @param display name of the display; null without one
 */
record RunPlan(List<StageSpec> stages, List<String> encoders, String display) {
  /** Name of the capture, under which it announces its streams. */
  static final String SOURCE = "capture";

  private static final String DISPLAY = "display";

  /** Consumers wait for however long the source takes: the launcher knows when that is in vain. */
  private static final String PATIENCE_S = String.valueOf(TimeUnit.DAYS.toSeconds(1));

  /** So many consumers of video get along with the slots that capture makes by itself. */
  private static final int CONSUMERS_OF_DEFAULT_SLOTS = 2;

  /**
   * Makes the plan.
   *
   * @param arguments what was asked for, complete
   * @param mode where to show it
   * @param common options that all stages get
   * @param overwrite whether outputs may exist
   */
  static RunPlan of(
      RunArguments arguments, DisplayMode mode, List<String> common, boolean overwrite) {
    List<StageSpec> consumers = new ArrayList<>();
    List<String> encoders = new ArrayList<>();
    for (RunArguments.Output output : arguments.outputs()) {
      String name = encoders.isEmpty() ? "encoder" : "encoder-" + (encoders.size() + 1);
      List<String> options = new ArrayList<>(common);
      options.addAll(List.of("--name", name, "--connect-timeout", PATIENCE_S));
      if (overwrite) {
        options.add("-y");
      }
      options.addAll(output.arguments());
      options.addAll(List.of("-o", output.file()));
      encoders.add(name);
      consumers.add(new StageSpec(name, StageRole.ENCODER, options));
    }
    boolean shown = mode != DisplayMode.NONE;
    if (shown) {
      List<String> options = new ArrayList<>(common);
      options.addAll(List.of("--name", DISPLAY, "--display", mode.toString()));
      options.addAll(List.of("--wait", PATIENCE_S));
      options.addAll(arguments.display());
      consumers.add(new StageSpec(DISPLAY, StageRole.DISPLAY, options));
    }
    List<StageSpec> stages = new ArrayList<>();
    stages.add(capture(arguments, common, consumers, shown));
    stages.addAll(consumers);
    return new RunPlan(List.copyOf(stages), List.copyOf(encoders), shown ? DISPLAY : null);
  }

  private static StageSpec capture(
      RunArguments arguments, List<String> common, List<StageSpec> consumers, boolean shown) {
    List<String> options = new ArrayList<>(common);
    options.add("--await");
    options.add(String.join(",", consumers.stream().map(StageSpec::name).toList()));
    if (shown && !arguments.capture().contains("--pace")) {
      options.addAll(List.of("--pace", "realtime"));
    }
    if (consumers.size() > CONSUMERS_OF_DEFAULT_SLOTS && !arguments.capture().contains("--slots")) {
      options.addAll(List.of("--slots", String.valueOf(consumers.size() + 2)));
    }
    options.addAll(arguments.capture());
    return new StageSpec(SOURCE, StageRole.CAPTURE, options);
  }
}
