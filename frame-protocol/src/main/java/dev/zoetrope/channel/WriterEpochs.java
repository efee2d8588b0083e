package dev.zoetrope.channel;

import static dev.zoetrope.layout.ControlDescriptor.MAX_READERS;
import static dev.zoetrope.layout.ReaderCellDescriptor.PRESENCE;
import static dev.zoetrope.layout.ReaderCellDescriptor.PRESENCE_LEFT;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.ReaderCell;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

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

  private final PipelineDirectory directory;
  private final String stream;
  private final long startNs = startNs();
  private final List<Open> retired = new ArrayList<>();
  private final boolean[] isLeaving = new boolean[MAX_READERS];

  /** In epochs that are gone: without it, a sum could come back to what it was. */
  private final long[] progressBefore = new long[MAX_READERS];

  private EpochSpec spec;
  private Open current;

  /** An epoch and what the writer keeps beside it. */
  private record Open(Epoch epoch, SlotWriter slots, List<SlotView> views) {}

  WriterEpochs(PipelineDirectory directory, String stream, EpochSpec spec, long firstEpoch)
      throws IOException {
    this.directory = directory;
    this.stream = stream;
    this.spec = spec;
    this.current = open(firstEpoch, control -> control.writerStartNs(startNs));
  }

  private static long startNs() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
  }

  private Open open(long number, Epoch.Preparation preparation) throws IOException {
    Epoch epoch = Epoch.create(directory, stream, number, spec, preparation);
    List<SlotView> views = new ArrayList<>();
    for (int slot = 0; slot < spec.slotCount(); slot++) {
      views.add(SlotView.forWriter(epoch, slot));
    }
    return new Open(epoch, new SlotWriter(epoch.control()), views);
  }

  SlotWriter slots() {
    return current.slots();
  }

  Epoch current() {
    return current.epoch();
  }

  /** What shows a slot of the current epoch. */
  SlotView view(int slot) {
    return current.views().get(slot);
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
    EpochSpec former = spec;
    spec = former.withPayloadCapacity(Math.max(payloadCapacity, former.payloadCapacity()));
    Open old = current;
    ControlRegion from = old.epoch().control();
    List<Integer> staying =
        IntStream.range(0, MAX_READERS).filter(i -> takesPart(old.slots(), i)).boxed().toList();
    Open next;
    try {
      next =
          open(old.epoch().number() + 1, control -> carryOver(from, old.slots(), staying, control));
    } catch (IOException | RuntimeException e) {
      // The old epoch goes on as it was; smaller frames still fit.
      spec = former;
      throw e;
    }
    staying.forEach(next.slots()::admit);
    current = next;
    retired.add(old);
    Probe.at(ProtocolPoint.ROLL_PREPARED);
    from.nextEpoch(next.epoch().number());
    Probe.at(ProtocolPoint.ROLL_NAMED);
    // SYNC roll-1 (pairs with follow-1): the next epoch is complete before the old one names it.
    from.writerStateVolatile(ControlDescriptor.STATE_SUPERSEDED);
    Probe.at(ProtocolPoint.ROLLED);
    reap();
    return true;
  }

  private void carryOver(
      ControlRegion from, SlotWriter old, List<Integer> staying, ControlRegion to) {
    to.writerStartNs(startNs);
    for (int counter : WRITER_COUNTERS) {
      to.counter(counter, from.counter(counter));
    }
    to.counter(
        ControlDescriptor.PUBLISHED_BEFORE,
        from.counter(ControlDescriptor.PUBLISHED_BEFORE) + old.cursor());
    for (int reader : staying) {
      ReaderCell cell = from.cell(reader);
      cell.carryTo(to.cell(reader), old.cursor() - cell.joinCursor());
    }
  }

  /** Frees superseded epochs that every reader has left. */
  void reap() {
    findLeaving();
    List<Open> unused = retired.stream().filter(this::isUnused).toList();
    if (!unused.isEmpty()) {
      // Once more: who closed since the first look has perhaps said so in these alone.
      findLeaving();
      retired.removeAll(unused);
      for (int reader = 0; reader < MAX_READERS; reader++) {
        for (Open old : unused) {
          progressBefore[reader] += progress(old, reader);
        }
      }
      unused.forEach(WriterEpochs::close);
    }
  }

  private boolean isUnused(Open old) {
    return IntStream.range(0, MAX_READERS).noneMatch(reader -> isBehind(old, reader));
  }

  /**
   * A reader that closes says so in the epochs that it knows of, which may not be all; it is no
   * longer waited for anywhere, even while its leases keep the connection.
   */
  private void findLeaving() {
    for (int reader = 0; reader < MAX_READERS; reader++) {
      for (Open old : retired) {
        if (hasFinished(old.slots(), reader)) {
          isLeaving[reader] = true;
          current.slots().dismiss(reader);
        }
      }
    }
  }

  private static boolean hasFinished(SlotWriter slots, int reader) {
    return slots.isActive(reader)
        && slots.cell(reader).consumedAcquire() == SlotWord.MAX_GENERATION;
  }

  /** Whether a reader takes part in an epoch and may still want frames of it. */
  private boolean takesPart(SlotWriter slots, int reader) {
    return slots.isActive(reader) && !hasFinished(slots, reader) && !isLeaving[reader];
  }

  private boolean isBehind(Open old, int reader) {
    return takesPart(old.slots(), reader)
        && old.slots().cell(reader).counterVolatile(PRESENCE) != PRESENCE_LEFT;
  }

  /**
   * Whether readers still have to map an epoch before its files may go.
   *
   * @param everyOnly whether to look at EVERY readers only
   */
  boolean isAwaitingMappers(boolean everyOnly) {
    boolean isAwaiting = isAwaitingMappers(current, everyOnly);
    for (Open old : retired) {
      isAwaiting |= isAwaitingMappers(old, everyOnly);
    }
    return isAwaiting;
  }

  private boolean isAwaitingMappers(Open open, boolean everyOnly) {
    for (int reader = 0; reader < MAX_READERS; reader++) {
      ReaderCell cell = open.slots().cell(reader);
      if (takesPart(open.slots(), reader)
          && cell.counter(PRESENCE) == 0
          && (!everyOnly || cell.policy() == ReaderCellDescriptor.POLICY_EVERY)) {
        return true;
      }
    }
    return false;
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
    long sum = progressBefore[reader] + progress(current, reader);
    for (Open old : retired) {
      sum += progress(old, reader);
    }
    return sum;
  }

  private static long progress(Open open, int reader) {
    ReaderCell cell = open.slots().cell(reader);
    return cell.consumedAcquire()
        + cell.counter(ReaderCellDescriptor.RELEASED)
        + cell.counter(PRESENCE);
  }

  /**
   * The sleep sequence of a reader in the epoch where it is now. Where that is, is read after the
   * store that the bell is about, too, for bell-1: it may have left for the next one to sleep
   * there.
   */
  long sleepSequence(int reader) {
    for (Open old : retired) {
      if (isBehind(old, reader)) {
        return old.slots().cell(reader).sleepSequenceVolatile();
      }
    }
    return current.slots().cell(reader).sleepSequenceVolatile();
  }

  boolean isEvicted(int reader) {
    return current.slots().isEvicted(reader);
  }

  void evict(int reader) {
    current.slots().evict(reader);
    retired.forEach(old -> old.slots().evict(reader));
  }

  void leave(int reader) {
    isLeaving[reader] = false;
    current.slots().leave(reader);
    retired.forEach(old -> old.slots().leave(reader));
  }

  /**
   * Counts a frame never published, and blames it on the reader that is furthest behind among those
   * in the way, if any is.
   */
  void countDrop() {
    count(ControlDescriptor.DROPPED, 1);
    int culprit = -1;
    long least = Long.MAX_VALUE;
    for (int reader = 0; reader < MAX_READERS; reader++) {
      if (isBlocking(reader)) {
        long consumed = current.slots().cell(reader).consumedAcquire();
        if (consumed < least) {
          least = consumed;
          culprit = reader;
        }
      }
    }
    if (culprit >= 0) {
      current.slots().cell(culprit).increment(ReaderCellDescriptor.CAUSED_DROPS, 1);
    }
  }

  void count(int counter, long by) {
    current.epoch().control().increment(counter, by);
  }

  /**
   * Now and then: shows that the writer lives, and frees what is not needed any more.
   *
   * @param nowNs monotonic clock
   */
  void heartbeat(long nowNs) {
    reap();
    current.epoch().control().counter(ControlDescriptor.HEARTBEAT_NS, nowNs);
  }

  /** Says that no frame follows, ordered before the look at sleep flags that follows. */
  void end(int state) {
    current.epoch().control().writerStateVolatile(state);
  }

  long dropped() {
    return current.epoch().control().counter(ControlDescriptor.DROPPED);
  }

  void close() {
    retired.forEach(WriterEpochs::close);
    retired.clear();
    close(current);
  }

  private static void close(Open open) {
    try {
      open.epoch().deleteFiles();
    } catch (IOException e) {
      // The next start removes them.
    }
    open.epoch().release();
  }
}
