package dev.zoetrope.launcher;

import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stats.ReaderSnapshot;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches the streams of a pipeline through read-only maps. Nobody notices, and the last counters
 * can still be read when everybody is gone. Not thread-safe.
 */
final class PipelineWatch implements AutoCloseable {
  private final PipelineDirectory directory;
  private final List<String> silentSources = new ArrayList<>();
  private final Map<String, Watched> watched = new LinkedHashMap<>();
  private boolean isBegun;

  /**
   * Prepares to watch.
   *
   * @param directory the pipeline, which need not exist yet
   * @param sources names of captures, whose streams are those that they announce
   * @param streams names of further streams
   */
  PipelineWatch(PipelineDirectory directory, List<String> sources, List<String> streams) {
    this.directory = directory;
    silentSources.addAll(sources);
    streams.forEach(this::add);
  }

  private void add(String stream) {
    watched.computeIfAbsent(stream, name -> new Watched(new StreamObserver(directory, name)));
  }

  /** Looks again. What cannot be read counts as unchanged. */
  PipelineView poll() {
    // While the stages start they need the processor more than we do.
    isBegun = isBegun || hasFiles();
    if (!isBegun) {
      return new PipelineView(silentSources.isEmpty(), List.of());
    }
    silentSources.removeIf(this::isAnnounced);
    List<PipelineView.Stream> streams = new ArrayList<>();
    for (Watched stream : watched.values()) {
      stream.look();
      if (stream.last != null) {
        streams.add(new PipelineView.Stream(stream.last, Map.copyOf(stream.readers)));
      }
    }
    return new PipelineView(silentSources.isEmpty(), List.copyOf(streams));
  }

  private boolean hasFiles() {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.path(), "[!.]*")) {
      return files.iterator().hasNext();
    } catch (IOException | DirectoryIteratorException e) {
      // Not there yet.
      return false;
    }
  }

  /** Whether everything to be seen can be seen: later polls find all counters to the last. */
  boolean isComplete() {
    return silentSources.isEmpty()
        && watched.values().stream().allMatch(stream -> stream.last != null);
  }

  private boolean isAnnounced(String source) {
    try {
      List<String> streams = StreamList.read(directory, source).orElse(List.of());
      streams.forEach(this::add);
      return !streams.isEmpty();
    } catch (IOException | IllegalArgumentException e) {
      // Not there, or not to be read: the next look may find it.
      return false;
    }
  }

  @Override
  public void close() {
    watched.values().forEach(stream -> stream.observer.close());
  }

  private static final class Watched {
    private final StreamObserver observer;
    private final Map<String, ReaderSnapshot> readers = new LinkedHashMap<>();
    private StreamSnapshot last;

    Watched(StreamObserver observer) {
      this.observer = observer;
    }

    void look() {
      try {
        observer.snapshot().ifPresent(this::merge);
      } catch (IOException | CorruptRegionException e) {
        // Its files may be going away at this moment.
      }
    }

    private void merge(StreamSnapshot snapshot) {
      last = snapshot;
      snapshot.departed().forEach(reader -> readers.put(reader.name(), reader));
      snapshot.readers().forEach(reader -> readers.put(reader.name(), reader));
    }
  }
}
