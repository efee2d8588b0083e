package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.CaptureStreams;
import dev.zoetrope.pipeline.Launch;
import dev.zoetrope.pipeline.Option;
import dev.zoetrope.pipeline.Pipeline;
import dev.zoetrope.pipeline.Place;
import dev.zoetrope.pipeline.Read;
import dev.zoetrope.pipeline.Stage;
import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.pipeline.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * The pipeline that the arguments of {@code run} stand for: one capture, and who reads all of it.
 */
final class RunPipeline {
  /** Name of the capture, under which it announces its streams. */
  static final String SOURCE = "capture";

  private static final String DISPLAY = "display";
  private static final List<String> LEAVE_OUT = List.of("vn", "an");

  /** Who chooses streams gets them. */
  private static final List<String> CHOICE = List.of("map", "vn", "an");

  private final RunArguments.Vocabulary known;

  private RunPipeline(RunArguments.Vocabulary known) {
    this.known = known;
  }

  /**
   * Makes the pipeline.
   *
   * @param arguments what was asked for, complete
   * @param known who knows which options
   * @param name of the pipeline; null for none
   * @param mode where to show it
   * @param overwrite whether outputs may exist
   * @throws IllegalArgumentException for an argument that is none
   */
  static Pipeline of(
      RunArguments arguments,
      RunArguments.Vocabulary known,
      String name,
      DisplayMode mode,
      boolean overwrite) {
    RunPipeline run = new RunPipeline(known);
    List<Stage> readers = new ArrayList<>();
    for (RunArguments.Output output : arguments.outputs()) {
      int number = readers.size() + 1;
      readers.add(run.encoder(number == 1 ? "encoder" : "encoder-" + number, output));
    }
    if (mode != DisplayMode.NONE) {
      readers.add(run.display(mode, arguments.display()));
    }
    // With a name of its own, the pipeline is for stages that are not known yet, too.
    List<Option> unread = name == null ? unread(readers) : List.of();
    List<Stage> stages = new ArrayList<>();
    stages.add(run.capture(arguments, unread));
    stages.addAll(readers);
    return new Pipeline(name, overwrite, stages);
  }

  /** The options of a capture that leave out what none of its readers takes. */
  private static List<Option> unread(List<Stage> readers) {
    return LEAVE_OUT.stream()
        .filter(key -> readers.stream().allMatch(r -> r.readsCapture() && r.option(key) != null))
        .map(key -> new Option(key, List.of(), Place.COMMAND_LINE))
        .toList();
  }

  private Stage capture(RunArguments arguments, List<Option> unread) {
    GivenOptions given = GivenOptions.of(arguments.capture(), known.capture(), List.of("-i"));
    given.refuse("--await", "--source", "--pipeline", "--runtime-dir");
    List<Text> inputs =
        arguments.inputs().stream().map(input -> new Text(input, Place.COMMAND_LINE)).toList();
    List<Option> options = new ArrayList<>(given.options());
    boolean chooses = options.stream().anyMatch(option -> CHOICE.contains(option.key()));
    if (!chooses && unread.size() < LEAVE_OUT.size()) {
      options.addAll(unread);
    }
    return new Stage(
        StageRole.CAPTURE,
        SOURCE,
        inputs,
        List.of(),
        false,
        CaptureStreams.expected(inputs, options, Place.COMMAND_LINE),
        given.settings(),
        options,
        Launch.PLAIN,
        Place.COMMAND_LINE);
  }

  private Stage encoder(String name, RunArguments.Output output) {
    GivenOptions given = GivenOptions.of(output.arguments(), known.encoder(), List.of());
    given.refuse("--name", "--source", "--pipeline", "--runtime-dir");
    return consumer(StageRole.ENCODER, name, output.file(), given);
  }

  private Stage display(DisplayMode mode, List<String> arguments) {
    GivenOptions given = GivenOptions.of(arguments, known.display(), List.of());
    given.refuse("--name", "--source", "--pipeline", "--runtime-dir");
    return consumer(StageRole.DISPLAY, DISPLAY, mode.toString(), given);
  }

  private static Stage consumer(StageRole role, String name, String subject, GivenOptions given) {
    List<Read> reads =
        given.take("--stream").stream()
            .map(stream -> new Read(stream, null, Place.COMMAND_LINE))
            .toList();
    return new Stage(
        role,
        name,
        List.of(new Text(subject, Place.COMMAND_LINE)),
        reads,
        reads.isEmpty(),
        List.of(),
        given.settings(),
        given.options(),
        Launch.PLAIN,
        Place.COMMAND_LINE);
  }
}
