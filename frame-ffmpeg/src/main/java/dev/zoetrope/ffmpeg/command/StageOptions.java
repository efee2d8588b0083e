package dev.zoetrope.ffmpeg.command;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options that every stage has; a picocli mixin.
 *
 * <p>A stage calls {@link #begin} first: it sets the levels of the log and loads FFmpeg.
 */
public final class StageOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Name of the pipeline (default: ${DEFAULT-VALUE}).")
  private String pipeline;

  @Mixin private RuntimeOptions runtime;

  @Option(
      names = "--verbose",
      description = "Log what happens, FFmpeg's own log included, and show stack traces.")
  private boolean verbose;

  @Option(names = "--quiet", description = "Say nothing but errors.")
  private boolean quiet;

  @Option(
      names = "--supervised",
      hidden = true,
      description = "Stop when standard input says so or ends; leave Ctrl-C to the launcher.")
  private boolean supervised;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  private StopSignal stopSignal;

  /** Sets the levels of the log and loads FFmpeg, without its devices. */
  public void begin() {
    StageLog.configure(verbose, quiet);
    Ffmpeg.initialize(verbose, quiet);
  }

  /**
   * The pipeline's directory, which may not exist yet.
   *
   * @return the directory
   * @throws ParameterException when the name is not allowed
   */
  public PipelineDirectory directory() {
    try {
      return PipelineDirectory.of(runtime.directory(), pipeline);
    } catch (IllegalArgumentException e) {
      throw usageError(e);
    }
  }

  /** Whether to log all that happens. */
  public boolean verbose() {
    return verbose;
  }

  /** Whether to say nothing but errors. */
  public boolean quiet() {
    return quiet;
  }

  /** Whether a launcher started this stage, and speaks to it on its standard input. */
  public boolean supervised() {
    return supervised;
  }

  /**
   * What tells this stage to stop; installs its signal handlers at the first call.
   *
   * @return the same signal at every call
   */
  public synchronized StopSignal stopSignal() {
    if (stopSignal == null) {
      stopSignal = supervised ? StopSignal.onSupervisor() : StopSignal.onInterrupt();
    }
    return stopSignal;
  }

  /** A usage error of the command that this is mixed into. */
  private ParameterException usageError(IllegalArgumentException cause) {
    CommandLine line = command.commandLine();
    return new ParameterException(line, cause.getMessage(), cause);
  }
}
