package dev.zoetrope.ffmpeg.command;

import static dev.zoetrope.ffmpeg.command.CommandOptions.named;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Options that every stage has; also a mixin for picocli's annotations.
 *
 * <p>A stage calls {@link #begin} first: it sets the levels of the log and loads FFmpeg.
 */
public final class StageOptions {
  @Mixin private final CommandSpec spec = CommandSpec.create();
  private final CommandOptions options = new CommandOptions(spec);
  private final Supplier<String> pipeline;
  private final RuntimeOptions runtime;
  private final Supplier<Boolean> verbose;
  private final Supplier<Boolean> quiet;
  private final Supplier<Boolean> supervised;

  private StopSignal stopSignal;

  /** Declares the options. */
  public StageOptions() {
    this("${DEFAULT-VALUE}");
  }

  /**
   * Declares the options of a command that knows better than {@code default}.
   *
   * @param usualPipeline what the help says is taken without {@code --pipeline}
   */
  public StageOptions(String usualPipeline) {
    pipeline =
        options.text(
            named("--pipeline")
                .paramLabel("NAME")
                .defaultValue("default")
                .description("Name of the pipeline (default: " + usualPipeline + ")."));
    runtime = RuntimeOptions.of(spec);
    verbose =
        options.flag(
            named("--verbose")
                .description(
                    "Log what happens, FFmpeg's own log included, and show stack traces."));
    quiet = options.flag(named("--quiet").description("Say nothing but errors."));
    supervised =
        options.flag(
            named("--supervised")
                .hidden(true)
                .description(
                    "Stop when standard input says so or ends; leave Ctrl-C to the launcher."));
    options.help();
  }

  /**
   * Adds the options to a command.
   *
   * @param command takes them, after those that it has already
   */
  public static StageOptions of(CommandSpec command) {
    StageOptions options = new StageOptions();
    command.addMixin("stage", options.spec);
    return options;
  }

  /** Sets the levels of the log and loads FFmpeg, without its devices. */
  public void begin() {
    StageLog.configure(verbose(), quiet());
    Ffmpeg.initialize(verbose(), quiet());
  }

  /**
   * The pipeline's directory, which may not exist yet.
   *
   * @return the directory
   * @throws ParameterException when the name is not allowed
   */
  public PipelineDirectory directory() {
    try {
      return PipelineDirectory.of(runtime.directory(), pipeline.get());
    } catch (IllegalArgumentException e) {
      throw usageError(e);
    }
  }

  /** Whether to log all that happens. */
  public boolean verbose() {
    return verbose.get();
  }

  /** Whether to say nothing but errors. */
  public boolean quiet() {
    return quiet.get();
  }

  /** Whether a launcher started this stage, and speaks to it on its standard input. */
  public boolean supervised() {
    return supervised.get();
  }

  /**
   * What tells this stage to stop; installs its signal handlers at the first call.
   *
   * @return the same signal at every call
   */
  public synchronized StopSignal stopSignal() {
    if (stopSignal == null) {
      stopSignal = supervised() ? StopSignal.onSupervisor() : StopSignal.onInterrupt();
    }
    return stopSignal;
  }

  /** A usage error of the command that this is mixed into. */
  private ParameterException usageError(IllegalArgumentException cause) {
    CommandLine line = spec.findOption("--pipeline").command().commandLine();
    return new ParameterException(line, cause.getMessage(), cause);
  }
}
