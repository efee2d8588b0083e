package dev.zoetrope.stats;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.ReaderCell;
import dev.zoetrope.region.StaleFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Watches a stream from outside: everything is mapped read-only, nothing is registered or pinned,
 * and nobody is slowed down. Not thread-safe.
 */
public final class StreamObserver implements AutoCloseable {
  private final PipelineDirectory directory;
  private final String stream;
  private Epoch epoch;

  /**
   * Prepares to watch a stream, which need not exist yet.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   */
  public StreamObserver(PipelineDirectory directory, String stream) {
    this.directory = directory;
    this.stream = stream;
  }

  /**
   * Reads all counters.
   *
   * @return what they say now, or empty while the stream has no epoch
   * @throws IOException when the files cannot be read
   */
  public Optional<StreamSnapshot> snapshot() throws IOException {
    if (epoch == null && !open(newestEpoch())) {
      return Optional.empty();
    }
    while (epoch.control().writerStateAcquire() == ControlDescriptor.STATE_SUPERSEDED) {
      if (!open(epoch.control().nextEpoch())) {
        break;
      }
    }
    return Optional.of(read(epoch.control()));
  }

  private long newestEpoch() throws IOException {
    try {
      return StaleFiles.newestEpoch(directory, stream);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private boolean open(long number) throws IOException {
    if (number == 0) {
      return false;
    }
    Epoch next;
    try {
      next = Epoch.openForObserver(directory, stream, number);
    } catch (NoSuchFileException e) {
      // Superseded and gone between our looking and our opening: the next snapshot finds its heir.
      return false;
    }
    close();
    epoch = next;
    return true;
  }

  private StreamSnapshot read(ControlRegion control) {
    List<ReaderSnapshot> readers = new ArrayList<>();
    for (int reader = 0; reader < ControlDescriptor.MAX_READERS; reader++) {
      ReaderCell cell = control.cell(reader);
      if (cell.grantStateAcquire() != ControlDescriptor.GRANT_EMPTY) {
        readers.add(read(cell));
      }
    }
    return new StreamSnapshot(
        stream,
        control.epoch(),
        control.kind(),
        control.writerStateAcquire(),
        control.slotCount(),
        control.durationNs(),
        control.counter(ControlDescriptor.PUBLISHED_BEFORE) + control.cursorAcquire(),
        control.counter(ControlDescriptor.DROPPED),
        control.counter(ControlDescriptor.EVICTIONS),
        List.copyOf(readers));
  }

  private static ReaderSnapshot read(ReaderCell cell) {
    return new ReaderSnapshot(
        cell.name(),
        cell.policy(),
        cell.grantStateAcquire() == ControlDescriptor.GRANT_EVICTED,
        cell.counter(ReaderCellDescriptor.DELIVERED),
        cell.counter(ReaderCellDescriptor.SKIPPED_STALE),
        cell.counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN),
        cell.counter(ReaderCellDescriptor.SKIPPED_CORRUPT),
        cell.counter(ReaderCellDescriptor.CAUSED_DROPS),
        cell.counter(ReaderCellDescriptor.MEDIA_TIME_NS));
  }

  /** Gives up the mapping. */
  @Override
  public void close() {
    if (epoch != null) {
      epoch.release();
      epoch = null;
    }
  }
}
