package dev.zoetrope.channel;

import static dev.zoetrope.layout.ControlDescriptor.GRANT_ACTIVE;
import static dev.zoetrope.layout.ControlDescriptor.GRANT_EVICTED;
import static dev.zoetrope.layout.ControlDescriptor.MAX_READERS;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.ReaderCell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The writer's current epoch, and superseded ones until every reader carried over has followed.
 * Guarded by the writer's lock.
 */
final class WriterEpochs {
  /** Superseded epochs that readers may still have to drain; each holds memory. */
  private static final int MAX_RETIRED = 4;

  private static final int[] WRITER_COUNTERS = {
    ControlDescriptor.DROPPED,
    ControlDescriptor.ABORTED,
    ControlDescriptor.WAITS,
    ControlDescriptor.WAITED_NS,
    ControlDescriptor.EVICTIONS
  };

  private final StreamWriter writer;
  private final PipelineDirectory directory;
  private final String stream;
  private final List<Open> retired = new ArrayList<>();
  private EpochSpec spec;
  private Open current;

  /** An epoch and what the writer keeps beside it. */
  private record Open(Epoch epoch, SlotWriter slots, List<FrameClaim> claims) {}

  WriterEpochs(
      StreamWriter writer,
      PipelineDirectory directory,
      String stream,
      EpochSpec spec,
      long firstEpoch)
      throws IOException {
    this.writer = writer;
    this.directory = directory;
    this.stream = stream;
    this.spec = spec;
    this.current = open(firstEpoch, control -> {});
  }

  private Open open(long number, Epoch.Preparation preparation) throws IOException {
    Epoch epoch = Epoch.create(directory, stream, number, spec, preparation);
    List<FrameClaim> claims = new ArrayList<>();
    for (int slot = 0; slot < spec.slotCount(); slot++) {
      claims.add(new FrameClaim(writer, epoch, slot));
    }
    return new Open(epoch, new SlotWriter(epoch.control()), claims);
  }

  SlotWriter slots() {
    return current.slots();
  }

  FrameClaim claim(int slot) {
    return current.claims().get(slot);
  }

  /**
   * Moves to a new epoch: new files, with every active reader's grant carried over; then the old
   * one says where to go.
   *
   * @param payloadCapacity of the new epoch
   * @return false when readers first have to follow out of older epochs
   */
  boolean roll(long payloadCapacity) throws IOException {
    reap();
    if (retired.size() >= MAX_RETIRED) {
      return false;
    }
    spec = spec.withPayloadCapacity(Math.max(payloadCapacity, spec.payloadCapacity()));
    Open old = current;
    ControlRegion from = old.epoch().control();
    Open next = open(old.epoch().number() + 1, control -> carryOver(from, old.slots(), control));
    for (int reader = 0; reader < MAX_READERS; reader++) {
      if (next.slots().cell(reader).grantStateAcquire() == GRANT_ACTIVE) {
        next.slots().admit(reader);
      }
    }
    current = next;
    retired.add(old);
    from.nextEpoch(next.epoch().number());
    // SYNC roll-1 (pairs with follow-1): the next epoch is complete before the old one names it.
    from.writerStateRelease(ControlDescriptor.STATE_SUPERSEDED);
    reap();
    return true;
  }

  private static void carryOver(ControlRegion from, SlotWriter old, ControlRegion to) {
    for (int counter : WRITER_COUNTERS) {
      to.counter(counter, from.counter(counter));
    }
    to.counter(
        ControlDescriptor.PUBLISHED_BEFORE,
        from.counter(ControlDescriptor.PUBLISHED_BEFORE) + old.cursor());
    for (int reader = 0; reader < MAX_READERS; reader++) {
      ReaderCell cell = from.cell(reader);
      if (cell.grantStateAcquire() == GRANT_ACTIVE) {
        cell.carryTo(to.cell(reader), old.cursor() - cell.joinCursor());
      }
    }
  }

  /**
   * Frees superseded epochs that every reader has left.
   *
   * @return whether none is left
   */
  boolean reap() throws IOException {
    for (Iterator<Open> open = retired.iterator(); open.hasNext(); ) {
      Open old = open.next();
      if (!isAwaitingFollowers(old)) {
        open.remove();
        close(old);
      }
    }
    return retired.isEmpty();
  }

  private static boolean isAwaitingFollowers(Open old) {
    for (int reader = 0; reader < MAX_READERS; reader++) {
      if (isBehind(old, reader)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBehind(Open old, int reader) {
    ReaderCell cell = old.slots().cell(reader);
    return cell.grantStateAcquire() == GRANT_ACTIVE
        && cell.counter(ReaderCellDescriptor.FOLLOWED) == 0;
  }

  /**
   * Whether the writer waits, or would wait, for a reader, in this epoch or to leave an old one.
   */
  boolean isBlocking(int reader) {
    return current.slots().isBlocking(reader)
        || retired.stream().anyMatch(old -> isBehind(old, reader));
  }

  /** A number that changes whenever a reader takes or releases a frame, wherever it is. */
  long progress(int reader) {
    long sum = progress(current, reader);
    for (Open old : retired) {
      sum += progress(old, reader);
    }
    return sum;
  }

  private static long progress(Open open, int reader) {
    ReaderCell cell = open.slots().cell(reader);
    return cell.consumedAcquire()
        + cell.counter(ReaderCellDescriptor.RELEASED)
        + cell.counter(ReaderCellDescriptor.FOLLOWED);
  }

  /** The sleep sequence of a reader in the epoch where it is now. */
  long sleepSequence(int reader) {
    for (Open old : retired) {
      if (isBehind(old, reader)) {
        return old.slots().cell(reader).sleepSequenceVolatile();
      }
    }
    return current.slots().cell(reader).sleepSequenceVolatile();
  }

  boolean isEvicted(int reader) {
    return current.slots().cell(reader).grantStateAcquire() == GRANT_EVICTED;
  }

  boolean anyEvicted(ControlServer.Connection[] connections) {
    for (int reader = 0; reader < connections.length; reader++) {
      if (connections[reader] != null && isEvicted(reader)) {
        return true;
      }
    }
    return false;
  }

  void evict(int reader) {
    current.slots().evict(reader);
    retired.forEach(old -> old.slots().evict(reader));
  }

  void leave(int reader) {
    current.slots().leave(reader);
    retired.forEach(old -> old.slots().leave(reader));
  }

  /**
   * The reader to blame for a drop: the one that is furthest behind among those in the way.
   *
   * @return its cell, or -1 when none is in the way
   */
  int culprit(ControlServer.Connection[] connections) {
    int culprit = -1;
    long least = Long.MAX_VALUE;
    for (int reader = 0; reader < connections.length; reader++) {
      if (connections[reader] != null && isBlocking(reader)) {
        long consumed = current.slots().cell(reader).consumedAcquire();
        if (consumed < least) {
          least = consumed;
          culprit = reader;
        }
      }
    }
    return culprit;
  }

  void countCausedDrop(int reader) {
    current.slots().cell(reader).increment(ReaderCellDescriptor.CAUSED_DROPS, 1);
  }

  void count(int counter, long by) {
    current.epoch().control().increment(counter, by);
  }

  void heartbeat() {
    current.epoch().control().counter(ControlDescriptor.HEARTBEAT_NS, System.nanoTime());
  }

  void close() throws IOException {
    for (Open old : retired) {
      close(old);
    }
    retired.clear();
    close(current);
  }

  private static void close(Open open) throws IOException {
    open.epoch().deleteFiles();
    open.epoch().release();
  }
}
