package dev.zoetrope.ffmpeg.command;

import dev.zoetrope.region.PipelineDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where pipelines live; a picocli mixin of every command that deals with one. */
public final class RuntimeOptions {
  @Option(
      names = "--runtime-dir",
      paramLabel = "DIR",
      description =
          "Where pipelines live (default: $ZOETROPE_RUNTIME_DIR, else /dev/shm/zoetrope-USER).")
  private Path runtimeDirectory;

  /** The runtime directory, which need not exist. */
  public Path directory() {
    return runtimeDirectory == null
        ? PipelineDirectory.runtimeDirectory()
        : runtimeDirectory.toAbsolutePath();
  }
}
