package dev.zoetrope.ffmpeg.command;

import static dev.zoetrope.ffmpeg.command.CommandOptions.named;

import dev.zoetrope.region.StreamNames;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The option that names a source. */
public final class SourceOption {
  private final CommandSpec command;
  private final Supplier<String> source;

  private SourceOption(CommandSpec command) {
    this.command = command;
    this.source =
        new CommandOptions(command)
            .text(
                named("--source")
                    .paramLabel("NAME")
                    .defaultValue("capture")
                    .description(
                        "Name of the capture, or of the stage, whose streams are meant (default:"
                            + " ${DEFAULT-VALUE})."));
  }

  /**
   * Adds the option to a command.
   *
   * @param command takes it, after those that it has already
   */
  public static SourceOption of(CommandSpec command) {
    return new SourceOption(command);
  }

  /**
   * Name of the source whose streams are meant.
   *
   * @return the name
   * @throws ParameterException when it is not allowed
   */
  public String name() {
    try {
      return StreamNames.check("source", source.get());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
