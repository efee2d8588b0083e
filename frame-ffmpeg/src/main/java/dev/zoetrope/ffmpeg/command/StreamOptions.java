package dev.zoetrope.ffmpeg.command;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.stage.StageSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every stage that the runner runs: its streams and its patience; a picocli mixin. */
public final class StreamOptions {
  /** How fast to publish. */
  enum Pace {
    /** At the pace of presentation. */
    REALTIME,
    /** As fast as the slowest reader that wants every frame. */
    MAX
  }

  private CommandSpec command;

  @Option(
      names = {"-i", "--stream"},
      paramLabel = "NAME",
      description =
          "A stream to read, or NAME:POLICY for a policy of its own; may be repeated. A source has"
              + " none.")
  private List<String> streams = new ArrayList<>();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "NAME",
      description = "A stream to write; may be repeated.")
  private List<String> outputs = new ArrayList<>();

  @Option(
      names = "--policy",
      paramLabel = "every|latest|leaky",
      defaultValue = "every",
      description =
          "Frames to get: every one, and their writer waits; the newest, and it does not; or in order"
              + " while they last (default: ${DEFAULT-VALUE}).")
  private String policy;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of this reader, and of this source of streams (default: by its class).")
  private String name;

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Slots of each output, 2 to 64 (default: 3 of video, 16 of audio).")
  private Integer slots;

  @Option(
      names = "--pace",
      paramLabel = "realtime|max",
      description =
          "Publish at the pace of presentation, or as fast as the slowest reader that wants every"
              + " frame (default: max).")
  private Pace pace;

  @Option(
      names = "--connect-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long to wait for the streams to read (default: ${DEFAULT-VALUE}).")
  private double connectTimeoutSeconds;

  @Option(
      names = "--stall-timeout",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "Evict a reader of an output that is in the way this long without progress (default:"
              + " ${DEFAULT-VALUE}).")
  private double stallTimeoutSeconds;

  @Option(
      names = "--await",
      paramLabel = "[STREAM=]NAME",
      split = ",",
      description =
          "Before the first frame wait until these readers joined every output, or that one; the"
              + " streams to read are joined after that.")
  private List<String> await = new ArrayList<>();

  @Option(
      names = "--await-timeout",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Longest wait for them (default: ${DEFAULT-VALUE}).")
  private double awaitTimeoutSeconds;

  /** Makes the parser of the command take options and values as all stages do. */
  @Spec(Spec.Target.MIXEE)
  void command(CommandSpec mixee) {
    command = mixee;
    mixee.parser().posixClusteredShortOptionsAllowed(false).caseInsensitiveEnumValuesAllowed(true);
  }

  /** Names of the streams to read, as given. */
  public List<String> inputNames() {
    return streams.stream().map(text -> text.split(":", 2)[0]).toList();
  }

  /** Names of the streams to write, as given. */
  public List<String> outputNames() {
    return List.copyOf(outputs);
  }

  /**
   * What the options say.
   *
   * @param stage says which pipeline
   * @param defaultName name when none is given
   * @param arguments for the stage itself
   * @return the settings
   * @throws ParameterException naming the option at fault
   */
  StageSettings settings(StageOptions stage, String defaultName, List<String> arguments) {
    try {
      return new StageSettings(
          stage.directory(),
          name == null ? defaultName : name,
          streams.stream().map(this::input).toList(),
          outputs,
          arguments,
          slots == null ? 0 : slots(slots),
          Seconds.toNs("--connect-timeout", connectTimeoutSeconds),
          Seconds.toNs("--stall-timeout", stallTimeoutSeconds),
          await,
          Seconds.toNs("--await-timeout", awaitTimeoutSeconds),
          pace == Pace.REALTIME);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private StageSettings.Input input(String text) {
    int colon = text.indexOf(':');
    String stream = colon < 0 ? text : text.substring(0, colon);
    String own = colon < 0 ? policy : text.substring(colon + 1);
    return new StageSettings.Input(stream, ReaderPolicy.of(own));
  }

  private static int slots(int count) {
    if (count == 0) {
      throw new IllegalArgumentException("--slots '0': allowed: 2 to 64");
    }
    return count;
  }
}
