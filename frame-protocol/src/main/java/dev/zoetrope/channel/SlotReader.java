package dev.zoetrope.channel;

import static dev.zoetrope.layout.ControlDescriptor.GRANT_ACTIVE;
import static dev.zoetrope.layout.ControlDescriptor.GRANT_EVICTED;
import static dev.zoetrope.layout.ControlDescriptor.WRITER_WAIT_SEQUENCE;
import static dev.zoetrope.layout.ControlDescriptor.ringOffset;
import static dev.zoetrope.layout.ControlDescriptor.slotWordOffset;
import static dev.zoetrope.layout.ReaderCellDescriptor.DELIVERED;
import static dev.zoetrope.layout.ReaderCellDescriptor.RELEASED;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_CORRUPT;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_OVERWRITTEN;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_STALE;
import static dev.zoetrope.layout.ReaderCellDescriptor.STALE_RELEASES;

import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.ReaderCell;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntToLongFunction;
import org.agrona.concurrent.AtomicBuffer;

/**
 * A reader's half of the slot protocol on one epoch: find, pin, release. No waiting, no sockets, no
 * files: memory and its orderings only.
 *
 * <p>{@link #next} is for one thread; {@link #release} may be called by any.
 */
public final class SlotReader {
  /** No frame to take now. */
  public static final int NONE = -1;

  /** A writer that laps this reader so often in a row is met again on the next call. */
  private static final int MAX_TRIES = 64;

  /** Some microseconds. */
  private static final int SPINS = 100;

  private final ControlRegion control;
  private final AtomicBuffer buffer;
  private final ReaderCell cell;
  private final ReaderPolicy policy;
  private final long pinBit;
  private final int slotCount;

  private final IntToLongFunction glance;

  /** Sequences of the frames that this reader pins: pins in shared memory may be damaged. */
  private final AtomicLongArray held;

  private long consumed;

  @SuppressWarnings("UnusedVariable") // Kept, so that the compiler does not leave out the reads.
  private long glanced;

  /**
   * Reads an epoch in which the writer granted a cell.
   *
   * @param control the epoch's header
   * @param reader index of the granted cell
   * @param policy as granted
   */
  public SlotReader(ControlRegion control, int reader, ReaderPolicy policy) {
    this(control, reader, policy, slot -> 0);
  }

  /**
   * As above, with a look at what the slot holds before it is pinned: cache lines that have to come
   * from the writer's core come while the one with the slot word does.
   *
   * @param glance reads what the caller reads next of a slot, and returns something made of it; may
   *     be called for slots that the writer is writing to
   */
  SlotReader(ControlRegion control, int reader, ReaderPolicy policy, IntToLongFunction glance) {
    this.control = control;
    this.buffer = control.buffer();
    this.cell = control.cell(reader);
    this.policy = policy;
    this.pinBit = SlotWord.pinBit(reader);
    this.slotCount = control.slotCount();
    this.glance = glance;
    this.held = new AtomicLongArray(slotCount);
    this.consumed = cell.joinCursor();
  }

  /**
   * Pins the next frame that the policy wants, and counts those passed over.
   *
   * @return the slot that holds it, or {@link #NONE}; {@link #consumed()} is its sequence
   */
  public int next() {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      // SYNC look-1 (pairs with publish-3): everything about frames up to the cursor is visible.
      long cursor = control.cursorAcquire();
      if (cursor == consumed) {
        return NONE;
      }
      if (cursor < consumed || cursor > SlotWord.MAX_GENERATION) {
        throw new CorruptRegionException(
            "control header: cursor is " + cursor + ", already consumed: " + consumed);
      }
      Probe.at(ProtocolPoint.LOOKED);
      long wanted = policy == ReaderPolicy.LATEST ? cursor : consumed + 1;
      int slot = pin(wanted);
      if (slot != NONE) {
        Probe.at(ProtocolPoint.PINNED);
        take(wanted);
        return slot;
      }
      switch (policy) {
        case EVERY -> {
          if (isEvicted()) {
            return NONE;
          }
          throw new CorruptRegionException(
              "publication ring: frame " + wanted + " is gone before this reader consumed it");
        }
        case LATEST -> {
          if (control.cursorAcquire() == cursor) {
            lose(cursor);
          }
        }
        case LEAKY -> lose(Math.max(wanted, cursor - slotCount));
      }
    }
    return NONE;
  }

  private void take(long sequence) {
    long passed = sequence - consumed - 1;
    if (passed > 0) {
      cell.increment(SKIPPED_STALE, passed);
    }
    cell.increment(DELIVERED, 1);
    consumed = sequence;
    // SYNC consume-1 (pairs with consume-2): release, after the pin.
    cell.consumedRelease(sequence);
    Probe.at(ProtocolPoint.CONSUMED);
  }

  /** Counts the frame taken last as corrupt instead of delivered. */
  void rejected() {
    cell.increment(DELIVERED, -1);
    cell.increment(SKIPPED_CORRUPT, 1);
  }

  /** Frames up to this one were overwritten before this reader came to them. */
  private void lose(long last) {
    cell.increment(SKIPPED_OVERWRITTEN, last - consumed);
    consumed = last;
    cell.consumedRelease(consumed);
  }

  private int pin(long sequence) {
    // SYNC look-2 (pairs with publish-2).
    long entry = buffer.getLongAcquire(ringOffset(sequence));
    int slot = (int) (entry & 0xFF);
    if (entry >>> 8 != sequence) {
      return NONE;
    }
    if (slot >= slotCount) {
      throw new CorruptRegionException(
          "publication ring: slot is " + slot + ", slots: " + slotCount);
    }
    if (held.get(slot) != 0) {
      throw pinnedAlready(slot);
    }
    glanced = glance.applyAsLong(slot);
    // What it is when nobody else reads. A wrong guess costs no more than the look would have.
    long word = SlotWord.of(SlotWord.READY, 0, sequence);
    while (true) {
      Probe.at(ProtocolPoint.PIN_CHOSEN);
      // SYNC pin-1 (pairs with publish-1 and claim-1): succeeds only on exactly the frame that was
      // meant, after which the writer cannot claim the slot.
      if (buffer.compareAndSetLong(slotWordOffset(slot), word, word | pinBit)) {
        held.setRelease(slot, sequence);
        return slot;
      }
      word = buffer.getLongVolatile(slotWordOffset(slot));
      if (SlotWord.state(word) != SlotWord.READY || SlotWord.generation(word) != sequence) {
        return NONE;
      }
      if ((word & pinBit) != 0) {
        throw pinnedAlready(slot);
      }
    }
  }

  private static CorruptRegionException pinnedAlready(int slot) {
    return new CorruptRegionException("slot " + slot + " is pinned by this reader already");
  }

  /**
   * Unpins a frame.
   *
   * @param slot the slot
   * @param sequence the frame that was pinned
   * @return false when it was not pinned (any more): a counted no-op
   */
  public boolean release(int slot, long sequence) {
    // Before the pin goes: after that, this reader may pin the slot anew.
    held.compareAndSet(slot, sequence, 0);
    while (true) {
      long word = buffer.getLongVolatile(slotWordOffset(slot));
      if ((word & pinBit) == 0 || SlotWord.generation(word) != sequence) {
        cell.incrementShared(STALE_RELEASES);
        return false;
      }
      Probe.at(ProtocolPoint.RELEASE_CHOSEN);
      // SYNC release-1 (pairs with claim-1): full, so no read of the payload moves after it.
      if (buffer.compareAndSetLong(slotWordOffset(slot), word, word & ~pinBit)) {
        Probe.at(ProtocolPoint.RELEASED);
        cell.incrementShared(RELEASED);
        return true;
      }
    }
  }

  /** Says that this reader wants nothing more, so that the writer does not wait for it. */
  void finish() {
    cell.consumedVolatile(SlotWord.MAX_GENERATION);
    Probe.at(ProtocolPoint.FINISHED);
  }

  /**
   * Odd while the writer sleeps for a slot.
   *
   * @return changes with every sleep
   */
  long writerWaitSequence() {
    // SYNC release-2 (pairs with wait-1): after the compare-and-set of the release, or the volatile
    // store of a reader that wants no more.
    return buffer.getLongVolatile(WRITER_WAIT_SEQUENCE);
  }

  /** Whether the writer stopped waiting for this reader. */
  public boolean isEvicted() {
    // SYNC evict-2 (pairs with evict-1): after a look at the slot word, so that a missing frame is
    // explained by the eviction that allowed it.
    return cell.grantStateVolatile() == GRANT_EVICTED;
  }

  /** Whether this cell is granted, or was until an eviction, to a reader of that name. */
  boolean isGrantedTo(String name) {
    int state = cell.grantStateVolatile();
    return (state == GRANT_ACTIVE || state == GRANT_EVICTED) && cell.name().equals(name);
  }

  /** Whether every published frame has been taken or skipped. */
  public boolean isDrained() {
    return control.cursorVolatile() == consumed;
  }

  /** Published frames that this reader has not taken or skipped. */
  long unreadCount() {
    return Math.max(0, control.cursorAcquire() - consumed);
  }

  /** Looks for a frame some times, and at nothing else: clocks and sockets cost more. */
  void spin() {
    for (int looks = 0; looks < SPINS && isDrained(); looks++) {
      Thread.onSpinWait();
    }
  }

  /** Frames that this reader pins. */
  int heldCount() {
    int count = 0;
    for (int slot = 0; slot < slotCount; slot++) {
      count += held.get(slot) == 0 ? 0 : 1;
    }
    return count;
  }

  /** Sequence of the frame taken or skipped last. */
  public long consumed() {
    return consumed;
  }

  /** This reader's cell. */
  public ReaderCell cell() {
    return cell;
  }

  /** The epoch's header. */
  public ControlRegion control() {
    return control;
  }
}
