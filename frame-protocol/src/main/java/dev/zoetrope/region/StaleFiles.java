package dev.zoetrope.region;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Finds and removes what dead writers left behind. */
public final class StaleFiles {
  private StaleFiles() {}

  /**
   * Removes a stream's files; the caller holds the stream's {@link StreamLock}, so nobody serves
   * them.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @return the highest epoch found, 0 when none, or none after which there is room for others
   * @throws IOException when a file cannot be removed
   */
  public static long removeStream(PipelineDirectory directory, String stream) throws IOException {
    long highest = 0;
    String temporary = "." + stream + ".";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        long epoch = StreamNames.epochOf(stream, name);
        highest = Math.max(highest, epoch);
        boolean unfinished = name.startsWith(temporary) && name.endsWith(".new");
        if (epoch > 0
            || unfinished
            || name.equals(StreamNames.socket(stream))
            || name.equals(StreamNames.list(stream))) {
          Files.deleteIfExists(file);
        }
      }
    }
    return highest < StreamNames.MAX_EPOCH / 2 ? highest : 0;
  }

  /**
   * The newest epoch of a stream.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @return its number, 0 when the stream has no files
   * @throws IOException when the directory cannot be read
   */
  public static long newestEpoch(PipelineDirectory directory, String stream) throws IOException {
    long highest = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory.path(), stream + ".*.control")) {
      for (Path file : files) {
        highest = Math.max(highest, StreamNames.epochOf(stream, file.getFileName().toString()));
      }
    }
    return highest;
  }

  /**
   * Removes from a pipeline every stream whose writer is dead, the claim of a dead run, and the
   * directory when that empties it. What the living hold stays, and so does what has not the name
   * of a file of ours.
   *
   * @param directory the pipeline; need not exist
   * @throws IOException when a file cannot be removed, after removing what can be, or the directory
   *     is not this user's own
   */
  public static void removeDeadStreams(PipelineDirectory directory) throws IOException {
    if (!Files.exists(directory.path(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    directory.check();
    IOException failure = null;
    for (String stream : streams(directory)) {
      try (StreamLock lock = StreamLock.tryAcquire(directory, stream)) {
        if (lock != null) {
          removeStream(directory, stream);
        }
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    removeDeadClaim(directory);
    directory.deleteIfEmpty();
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * As {@link #removeDeadStreams}, for a party that ends: what cannot be removed is left to others,
   * and no reason for it to fail.
   *
   * @param directory the pipeline; need not exist
   */
  public static void sweep(PipelineDirectory directory) {
    try {
      removeDeadStreams(directory);
    } catch (IOException e) {
      // It stays for the next one.
    }
  }

  private static void removeDeadClaim(PipelineDirectory directory) throws IOException {
    StreamLock claim = StreamLock.tryAcquireDeadClaim(directory);
    if (claim != null) {
      claim.close();
    }
  }

  private static Set<String> streams(PipelineDirectory directory) throws IOException {
    Set<String> streams = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path())) {
      for (Path file : files) {
        StreamNames.streamOf(file.getFileName().toString()).ifPresent(streams::add);
      }
    }
    return streams;
  }
}
