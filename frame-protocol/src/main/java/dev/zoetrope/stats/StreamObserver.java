package dev.zoetrope.stats;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.ReaderCell;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamLock;
import dev.zoetrope.region.StreamNames;
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
  /** Ten heartbeats: after that, look whether another writer took over. */
  private static final long MAX_HEARTBEAT_AGE_NS = 1_000_000_000L;

  /** Two heartbeats: after that, look whether the writer is dead. */
  private static final long LATE_HEARTBEAT_NS = 200_000_000L;

  private final PipelineDirectory directory;
  private final String stream;
  private Epoch epoch;

  /**
   * Prepares to watch a stream, which need not exist yet.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @throws IllegalArgumentException for a name that no stream can have
   */
  public StreamObserver(PipelineDirectory directory, String stream) {
    this.directory = directory;
    this.stream = StreamNames.check("stream", stream);
  }

  /**
   * Reads all counters. Those of a stream that ended stay readable until another writer serves it.
   *
   * @return what they say now, or empty while the stream has no epoch
   * @throws CorruptRegionException when they are not what a correct writer makes
   * @throws IOException when the files cannot be read
   */
  public Optional<StreamSnapshot> snapshot() throws IOException {
    if (epoch != null) {
      follow();
    }
    if (epoch == null || heartbeatAgeNs() > MAX_HEARTBEAT_AGE_NS || hasEnded()) {
      openNewest();
    }
    return epoch == null ? Optional.empty() : Optional.of(read(epoch.control()));
  }

  /** To the end of the chain of superseded epochs. */
  private void follow() throws IOException {
    while (epoch.control().writerStateVolatile() == ControlDescriptor.STATE_SUPERSEDED) {
      long next = epoch.control().nextEpoch();
      if (next <= epoch.number()) {
        throw new CorruptRegionException(
            "control header: next epoch is " + next + ", this one: " + epoch.number());
      }
      if (!open(next)) {
        return;
      }
    }
  }

  private boolean hasEnded() {
    return epoch.control().writerStateVolatile() != ControlDescriptor.STATE_LIVE;
  }

  /**
   * A living writer is late when the machine is busy, or when it is stopped, and holds its lock.
   */
  private boolean isLost() {
    if (hasEnded() || heartbeatAgeNs() < LATE_HEARTBEAT_NS) {
      return false;
    }
    try {
      return !StreamLock.isHeld(directory, stream);
    } catch (IOException e) {
      // What lies in place of the lock does not tell.
      return false;
    }
  }

  private long heartbeatAgeNs() {
    long heartbeat = epoch.control().counter(ControlDescriptor.HEARTBEAT_NS);
    return Math.max(0, System.nanoTime() - heartbeat);
  }

  /** The writer may be gone, and another one may serve the stream from other files. */
  private void openNewest() throws IOException {
    Epoch former = epoch;
    epoch = null;
    try {
      open(newestEpoch());
    } finally {
      if (epoch == null) {
        epoch = former;
      } else if (former != null) {
        former.release();
      }
    }
  }

  private long newestEpoch() throws IOException {
    try {
      return StaleFiles.newestEpoch(directory, stream);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** Maps an epoch in place of the current one, if it is there. */
  private boolean open(long number) throws IOException {
    if (number == 0) {
      return false;
    }
    Epoch next;
    try {
      directory.check();
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
    List<ReaderSnapshot> departed = new ArrayList<>();
    for (int reader = 0; reader < ControlDescriptor.MAX_READERS; reader++) {
      ReaderCell cell = control.cell(reader);
      if (cell.grantStateVolatile() != ControlDescriptor.GRANT_EMPTY) {
        readers.add(read(cell));
      } else if (!cell.name().isEmpty()) {
        departed.add(read(cell));
      }
    }
    return new StreamSnapshot(
        stream,
        control.epoch(),
        control.spec().kind(),
        control.writerStateVolatile(),
        control.slotCount(),
        control.spec().durationNs(),
        control.counter(ControlDescriptor.PUBLISHED_BEFORE) + control.cursorAcquire(),
        control.counter(ControlDescriptor.DROPPED),
        control.counter(ControlDescriptor.EVICTIONS),
        heartbeatAgeNs(),
        isLost(),
        List.copyOf(readers),
        List.copyOf(departed));
  }

  private static ReaderSnapshot read(ReaderCell cell) {
    return new ReaderSnapshot(
        cell.name(),
        cell.policy(),
        cell.grantStateVolatile() == ControlDescriptor.GRANT_EVICTED,
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
