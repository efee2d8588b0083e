package dev.zoetrope.launcher;

import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stats.ReaderSnapshot;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Watches the streams of a capture through read-only maps. Nobody notices, and the last counters
 * can still be read when everybody is gone. Not thread-safe.
 */
final class PipelineWatch implements AutoCloseable {
  private final PipelineDirectory directory;
  private final String source;
  private final List<Watched> watched = new ArrayList<>();
  private boolean announced;

  /**
   * Prepares to watch.
   *
   * @param directory the pipeline, which need not exist yet
   * @param source name of the capture
   */
  PipelineWatch(PipelineDirectory directory, String source) {
    this.directory = directory;
    this.source = source;
  }

  /** Looks again. What cannot be read counts as unchanged. */
  PipelineView poll() {
    if (!announced) {
      findStreams();
    }
    List<PipelineView.Stream> streams = new ArrayList<>();
    for (Watched stream : watched) {
      stream.look();
      if (stream.last != null) {
        streams.add(new PipelineView.Stream(stream.last, Map.copyOf(stream.readers)));
      }
    }
    return new PipelineView(announced, List.copyOf(streams));
  }

  /** Whether everything to be seen can be seen: later polls find all counters to the last. */
  boolean isComplete() {
    return announced && watched.stream().allMatch(stream -> stream.last != null);
  }

  private void findStreams() {
    try {
      for (String stream : StreamList.read(directory, source).orElse(List.of())) {
        announced = true;
        watched.add(new Watched(new StreamObserver(directory, stream)));
      }
    } catch (IOException | IllegalArgumentException e) {
      // Not there, or not to be read: the next look may find it.
    }
  }

  @Override
  public void close() {
    watched.forEach(stream -> stream.observer.close());
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
