package dev.zoetrope.ffmpeg.command;

import static dev.zoetrope.ffmpeg.command.CommandOptions.named;

import dev.zoetrope.region.PipelineDirectory;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Where pipelines live, for every command that deals with one; also a mixin for annotations. */
public final class RuntimeOptions {
  @Mixin private final CommandSpec spec = CommandSpec.create();
  private final Supplier<Path> runtimeDirectory =
      new CommandOptions(spec)
          .value(
              Path.class,
              named("--runtime-dir")
                  .paramLabel("DIR")
                  .description(
                      "Where pipelines live (default: $ZOETROPE_RUNTIME_DIR, else"
                          + " /dev/shm/zoetrope-USER)."));

  /**
   * Adds the option to a command.
   *
   * @param command takes it, after those that it has already
   */
  public static RuntimeOptions of(CommandSpec command) {
    RuntimeOptions options = new RuntimeOptions();
    command.addMixin("runtime", options.spec);
    return options;
  }

  /** The runtime directory, which need not exist. */
  public Path directory() {
    Path given = runtimeDirectory.get();
    return given == null ? PipelineDirectory.runtimeDirectory() : given.toAbsolutePath();
  }
}
