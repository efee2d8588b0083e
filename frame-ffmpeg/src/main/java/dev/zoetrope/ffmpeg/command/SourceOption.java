package dev.zoetrope.ffmpeg.command;

import dev.zoetrope.region.StreamNames;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that names a source; a picocli mixin. */
public final class SourceOption {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      defaultValue = "capture",
      description =
          "Name of the capture, or of the stage, whose streams are meant (default:"
              + " ${DEFAULT-VALUE}).")
  private String source;

  /**
   * Name of the source whose streams are meant.
   *
   * @return the name
   * @throws ParameterException when it is not allowed
   */
  public String name() {
    try {
      return StreamNames.check("source", source);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
