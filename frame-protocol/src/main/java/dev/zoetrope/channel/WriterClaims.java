package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.EpochSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * Claiming under pressure: where a slot comes from when there is none, by waiting, dropping,
 * eviction or a new epoch. Any thread may call; whoever does holds the writer's lock meanwhile, or
 * waits on its condition.
 */
final class WriterClaims {
  private static final long WAIT_PERIOD_NS = 50_000_000L;

  /** Who stalls is noticed later by that. */
  private static final long MAX_NAP_NS = 100_000_000L;

  /** With fewer frames than that there is no half to live on. */
  private static final int LEAST_UNREAD = 2;

  private final Host host;
  private final Lock lock;
  private final Condition changed;
  private final PressurePolicy pressure;
  private final WriterEpochs epochs;
  private final WriterReaders readers;
  private final StallWatch stalls;
  private final NapTime naps = new NapTime(MAX_NAP_NS);
  private final CatchUp catchUp = new CatchUp();

  // Guarded by the lock.
  private boolean isCancelled;
  private boolean isEnded;
  private int claiming;
  private int sleepers;
  private int openClaims;
  private long waitSequence;

  /**
   * Starts with no claim.
   *
   * @param lock the writer's lock
   * @param changed condition of that lock, signalled when a slot may be free
   */
  WriterClaims(
      Host host,
      Lock lock,
      Condition changed,
      PressurePolicy pressure,
      WriterEpochs epochs,
      WriterReaders readers,
      StallWatch stalls) {
    this.host = host;
    this.lock = lock;
    this.changed = changed;
    this.pressure = pressure;
    this.epochs = epochs;
    this.readers = readers;
    this.stalls = stalls;
  }

  /** As {@link StreamWriter#claim(long, FrameClaim)}. */
  boolean claim(long payloadLength, FrameClaim claim) throws IOException {
    enter();
    try {
      int slot = isCancelled ? SlotWriter.NONE : tryClaim(payloadLength);
      if (slot == SlotWriter.NONE && waits()) {
        slot = awaitSlot(payloadLength);
      }
      if (slot == SlotWriter.NONE && !isCancelled) {
        slot = drop(payloadLength);
      }
      if (slot == SlotWriter.NONE) {
        return false;
      }
      stalls.reset();
      openClaims++;
      claim.show(this, epochs.current(), epochs.view(slot));
      return true;
    } finally {
      leave();
    }
  }

  /** As {@link StreamWriter#hold}. */
  FrameHold hold(long payloadLength) throws IOException {
    enter();
    try {
      if (isCancelled || !mayKeep(payloadLength)) {
        return null;
      }
      int slot = tryClaim(payloadLength);
      if (slot == SlotWriter.NONE && waits()) {
        slot = awaitSlot(payloadLength);
      }
      if (slot == SlotWriter.NONE) {
        return null;
      }
      stalls.reset();
      SlotWriter slots = epochs.slots();
      slots.keep(slot);
      return new FrameHold(this, epochs.current(), slots, epochs.view(slot));
    } finally {
      leave();
    }
  }

  private void enter() {
    lock.lock();
    claiming++;
  }

  /** Whether who finds no slot waits for one. */
  private boolean waits() {
    return !isCancelled
        && (pressure == PressurePolicy.WAIT
            || (pressure == PressurePolicy.CATCH_UP && catchUp.waits(host.nanoTime())));
  }

  private void leave() {
    claiming--;
    if (isEnded) {
      changed.signalAll();
    }
    lock.unlock();
  }

  private EpochSpec spec() {
    return epochs.slots().control().spec();
  }

  /** A new epoch begins with nothing kept. */
  private boolean mayKeep(long payloadLength) {
    int kept = isInThisEpoch(payloadLength) ? epochs.slots().keptCount() : 0;
    return kept < spec().keptSlots();
  }

  private boolean isInThisEpoch(long payloadLength) {
    SlotWriter slots = epochs.slots();
    long last = slots.nextSequence() + openClaims + slots.keptCount();
    return payloadLength <= spec().payloadCapacity() && last < SlotWord.MAX_GENERATION;
  }

  private int tryClaim(long payloadLength) throws IOException {
    if (!isInThisEpoch(payloadLength)) {
      if (openClaims > 0) {
        throw new IllegalStateException(
            "a frame of " + payloadLength + " bytes needs a new epoch: close open claims first");
      }
      if (!epochs.roll(Math.max(payloadLength, spec().payloadCapacity()))) {
        return SlotWriter.NONE;
      }
      readers.ringSleepers();
    }
    return epochs.slots().claim();
  }

  private int awaitSlot(long payloadLength) throws IOException {
    long start = host.nanoTime();
    try {
      int slot = nap(payloadLength, start);
      while (slot == SlotWriter.NONE && waits()) {
        slot = sleepForSlot(payloadLength);
        if (slot == SlotWriter.NONE && !isCancelled) {
          slot = makeWay(payloadLength);
        }
      }
      return slot;
    } finally {
      epochs.count(ControlDescriptor.WAITS, 1);
      epochs.count(ControlDescriptor.WAITED_NS, host.nanoTime() - start);
    }
  }

  /**
   * Waits without saying so, while the slowest reader uses up about half of what it has not read.
   * Of the slots would be too much: readers keep some, run out of frames during the nap, and make
   * the next one longer.
   */
  @SuppressWarnings("WaitNotInLoop") // The caller looks at the slots again in any case.
  private int nap(long payloadLength, long now) throws IOException {
    int unread = epochs.slots().unreadCount();
    long taken = epochs.slots().nextSequence() - unread;
    double frames = unread < LEAST_UNREAD ? 0 : unread / 2.0;
    long ns = naps.next(now, epochs.slots().nextSequence(), frames);
    if (ns == NapTime.NONE) {
      return SlotWriter.NONE;
    }
    try {
      long left = changed.awaitNanos(ns);
      assert left <= ns;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    int stillUnread = epochs.slots().unreadCount();
    long takenNow = epochs.slots().nextSequence() - stillUnread;
    naps.woke(host.nanoTime() - now, takenNow - taken, stillUnread == 0);
    return isCancelled ? SlotWriter.NONE : tryClaim(payloadLength);
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException e = new InterruptedIOException("interrupted while waiting for a slot");
    e.initCause(cause);
    return e;
  }

  @SuppressWarnings("WaitNotInLoop") // The caller loops, and looks at the slots each time.
  private int sleepForSlot(long payloadLength) throws IOException {
    waitSequence = (waitSequence | 1) + 2;
    sleepers++;
    epochs.slots().waitSequence(waitSequence);
    try {
      int slot = tryClaim(payloadLength);
      if (slot != SlotWriter.NONE) {
        return slot;
      }
      long left = changed.awaitNanos(WAIT_PERIOD_NS);
      assert left <= WAIT_PERIOD_NS;
      return isCancelled ? SlotWriter.NONE : tryClaim(payloadLength);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      sleepers--;
      if (sleepers == 0) {
        epochs.slots().waitSequence(waitSequence + 1);
      }
    }
  }

  private int drop(long payloadLength) throws IOException {
    int slot = makeWay(payloadLength);
    if (slot == SlotWriter.NONE) {
      epochs.countDrop();
    }
    return slot;
  }

  /** Evicts who stalled; when the slots in the way are theirs, goes on in a new epoch. */
  private int makeWay(long payloadLength) throws IOException {
    long now = host.nanoTime();
    boolean isAnyoneInTheWay = readers.evictStalled(now);
    int slot = tryClaim(payloadLength);
    if (slot != SlotWriter.NONE || isAnyoneInTheWay) {
      stalls.reset(StallWatch.NOBODY);
      return slot;
    }
    // Left are pins of the evicted, our own open claims, and words that no one should have written.
    boolean isStuck = stalls.isStalled(StallWatch.NOBODY, openClaims, now);
    if (openClaims > 0) {
      if (isStuck && waits()) {
        throw new IllegalStateException(
            openClaims + " open claims keep the slots: publish or close one before the next claim");
      }
      return SlotWriter.NONE;
    }
    if ((isStuck || readers.isAnyoneEvicted()) && epochs.roll(payloadLength)) {
      readers.ringSleepers();
      return epochs.slots().claim();
    }
    return SlotWriter.NONE;
  }

  long publish(FrameClaim claim) {
    lock.lock();
    try {
      if (isEnded) {
        abort(claim);
        return 0;
      }
      openClaims--;
      return publish(claim.header(), claim.slot());
    } finally {
      lock.unlock();
    }
  }

  private long publish(FrameHeader header, int slot) {
    SlotWriter slots = epochs.slots();
    header.stamp(slots.control().epoch(), slots.nextSequence());
    Probe.at(ProtocolPoint.HEADER_STAMPED);
    long sequence = slots.publish(slot);
    readers.ringSleepers();
    Probe.at(ProtocolPoint.PUBLISHED);
    return sequence;
  }

  boolean isPublishable(FrameHold hold) {
    lock.lock();
    try {
      return !isEnded && hold.slots() == epochs.slots() && hold.isUnpublished();
    } finally {
      lock.unlock();
    }
  }

  long publish(FrameHold hold) {
    lock.lock();
    try {
      if (!isPublishable(hold)) {
        return 0;
      }
      hold.published();
      return publish(hold.header(), hold.slot());
    } finally {
      lock.unlock();
    }
  }

  /**
   * A hold knows its slots: another epoch may have followed.
   *
   * @return whether it was open
   */
  boolean letGo(FrameHold hold) {
    lock.lock();
    try {
      boolean wasOpen = hold.end();
      if (wasOpen) {
        hold.slots().letGo(hold.slot());
        changed.signalAll();
      }
      return wasOpen;
    } finally {
      lock.unlock();
    }
  }

  /** The claim retains its epoch, and no epoch follows while a claim is open. */
  void abort(FrameClaim claim) {
    lock.lock();
    try {
      epochs.slots().abort(claim.slot());
      openClaims--;
      epochs.count(ControlDescriptor.ABORTED, 1);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** As {@link StreamWriter#isCatchingUp}. */
  boolean isCatchingUp() {
    lock.lock();
    try {
      return catchUp.isGoingOn(host.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  /** Nobody gets a claim any more; open ones can still be published. */
  void cancel() {
    lock.lock();
    try {
      isCancelled = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether {@link #cancel} or {@link #end} was called; the caller holds the lock. */
  boolean isCancelled() {
    return isCancelled;
  }

  /**
   * Nobody gets a claim any more, and what is published from now on is aborted instead; the caller
   * holds the lock.
   *
   * @return false when that was so already
   */
  boolean end() {
    if (isEnded) {
      return false;
    }
    isEnded = true;
    cancel();
    return true;
  }

  /** Waits until no thread is inside {@link #claim} or {@link #hold}; the caller holds the lock. */
  void awaitIdle() {
    while (claiming > 0) {
      changed.awaitUninterruptibly();
    }
  }
}
