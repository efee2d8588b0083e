package dev.zoetrope.launcher;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Removes the files of pipelines that nobody runs any more. */
final class RuntimeSweep {
  private static final Pattern RUN = Pattern.compile("run-([1-9][0-9]{0,9})");

  /** What a pipeline's directory holds, and nothing else. */
  private static final Pattern FILE =
      Pattern.compile(
          "\\.?[A-Za-z0-9][A-Za-z0-9_-]{0,47}\\."
              + "(lock|sock|streams|[1-9][0-9]{0,17}\\.(control|frames))(\\.new)?");

  /** Younger directories may be of a stage that is about to take its lock. */
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private RuntimeSweep() {}

  /** Name of the pipeline of a launcher that was not told a name. */
  static String runName(long pid) {
    return "run-" + pid;
  }

  /**
   * Removes what dead runs left. What cannot be removed stays: it is none of this run's business.
   *
   * <p>The runtime directory may be one that other programs use too. So only what is without doubt
   * a pipeline is touched: the directory of a run, or one with an epoch or the lock of a run, and
   * no other file in it.
   *
   * @param runtimeDirectory where pipelines live; need not exist
   */
  static void removeDead(Path runtimeDirectory) {
    if (!Files.isDirectory(runtimeDirectory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (DirectoryStream<Path> pipelines = Files.newDirectoryStream(runtimeDirectory)) {
      for (Path pipeline : pipelines) {
        remove(runtimeDirectory, pipeline);
      }
    } catch (IOException e) {
      // The directory is not ours.
    }
  }

  private static void remove(Path runtimeDirectory, Path pipeline) {
    try {
      if (Files.isDirectory(pipeline, LinkOption.NOFOLLOW_LINKS)
          && mayBeDead(pipeline)
          && isPipeline(pipeline)) {
        StaleFiles.removeDeadStreams(
            PipelineDirectory.of(runtimeDirectory, pipeline.getFileName().toString()));
      }
    } catch (IOException | IllegalArgumentException e) {
      // Another process was faster, or the directory is not ours.
    }
  }

  private static boolean isPipeline(Path directory) throws IOException {
    boolean isPipeline = RUN.matcher(directory.getFileName().toString()).matches();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Matcher name = FILE.matcher(file.getFileName().toString());
        if (!name.matches()) {
          return false;
        }
        isPipeline |= name.group(2) != null || name.group().equals(StreamNames.RUN_LOCK);
      }
    }
    return isPipeline;
  }

  private static boolean mayBeDead(Path pipeline) throws IOException {
    Matcher run = RUN.matcher(pipeline.getFileName().toString());
    if (run.matches() && ProcessHandle.of(Long.parseLong(run.group(1))).isPresent()) {
      return false;
    }
    Instant changed = Files.getLastModifiedTime(pipeline).toInstant();
    return changed.plus(SETTLED).isBefore(Instant.now());
  }
}
