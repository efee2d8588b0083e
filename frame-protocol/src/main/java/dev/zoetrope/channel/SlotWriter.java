package dev.zoetrope.channel;

import static dev.zoetrope.layout.ControlDescriptor.CURSOR;
import static dev.zoetrope.layout.ControlDescriptor.WRITER_WAIT_SEQUENCE;
import static dev.zoetrope.layout.ControlDescriptor.ringEntry;
import static dev.zoetrope.layout.ControlDescriptor.ringOffset;
import static dev.zoetrope.layout.ControlDescriptor.slotWordOffset;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.ReaderCell;
import org.agrona.concurrent.AtomicBuffer;

/**
 * The writer's half of the slot protocol on one epoch: claim, publish, abort, and clearing the pins
 * of the dead. No waiting, no sockets, no files: memory and its orderings only.
 *
 * <p>Not thread-safe: {@link StreamWriter} calls everything under its lock. Several claims may be
 * open at once and are published in any order; a frame gets its generation when it is published.
 *
 * <p>What the writer decides it remembers here: who takes part, which slots are claimed, how far it
 * is. Shared memory tells it to readers, and is never asked for it: a reader with a bug may have
 * written there.
 */
public final class SlotWriter {
  /** No slot can be claimed now. */
  public static final int NONE = -1;

  private final ControlRegion control;
  private final AtomicBuffer buffer;
  private final int slotCount;
  private final ReaderCell[] cells = new ReaderCell[ControlDescriptor.MAX_READERS];
  private int activeReaders;
  private int evictedReaders;
  private int everyReaders;
  private long claimed;
  private long kept;
  private long cursor;

  /**
   * Writes to an epoch that no writer has published in.
   *
   * @param control its header
   */
  public SlotWriter(ControlRegion control) {
    this.control = control;
    this.buffer = control.buffer();
    this.slotCount = control.slotCount();
    for (int i = 0; i < cells.length; i++) {
      cells[i] = control.cell(i);
    }
  }

  /**
   * Takes the oldest slot that no one pins and every EVERY reader is done with.
   *
   * @return index of the slot, now WRITING, or {@link #NONE}
   */
  public int claim() {
    while (true) {
      // SYNC consume-2 (pairs with consume-1): the consumed cursors are read before the slot words,
      // so a reader that counts as done with a frame either shows its pin or has released it.
      long done = consumedByAll();
      int best = NONE;
      long bestWord = 0;
      for (int slot = 0; slot < slotCount; slot++) {
        if (((claimed | kept) & 1L << slot) != 0) {
          continue;
        }
        long word = buffer.getLongVolatile(slotWordOffset(slot));
        if (isClaimable(word, done) && (best == NONE || isOlder(word, bestWord))) {
          best = slot;
          bestWord = word;
        }
      }
      if (best == NONE) {
        return NONE;
      }
      Probe.at(ProtocolPoint.CLAIM_CHOSEN);
      // SYNC claim-1 (pairs with pin-1 and release-1): a full compare-and-set. Payload stores
      // cannot
      // move before it, nor so before the reads of whoever released the slot; and it fails when a
      // reader pinned the slot since we looked.
      long writing = SlotWord.of(SlotWord.WRITING, 0, SlotWord.generation(bestWord));
      if (buffer.compareAndSetLong(slotWordOffset(best), bestWord, writing)) {
        claimed |= 1L << best;
        Probe.at(ProtocolPoint.CLAIMED);
        return best;
      }
    }
  }

  /**
   * Keeps a claimed slot: it is not claimed again before {@link #letGo}, published or not. Nobody
   * else needs to know, since only a claim takes a frame away, and only this object claims.
   */
  void keep(int slot) {
    kept |= 1L << slot;
  }

  /**
   * Keeps a slot no longer: a frame published in it stays until another claim takes it, one that
   * was not is never seen.
   */
  void letGo(int slot) {
    kept &= ~(1L << slot);
    if ((claimed & 1L << slot) != 0) {
      abort(slot);
    }
  }

  /** Slots that are kept. */
  int keptCount() {
    return Long.bitCount(kept);
  }

  private static boolean isClaimable(long word, long done) {
    int state = SlotWord.state(word);
    return state == SlotWord.FREE
        || (state == SlotWord.READY
            && SlotWord.pins(word) == 0
            && SlotWord.generation(word) <= done);
  }

  private static boolean isOlder(long word, long other) {
    if (SlotWord.state(word) != SlotWord.state(other)) {
      return SlotWord.state(word) == SlotWord.FREE;
    }
    return SlotWord.generation(word) < SlotWord.generation(other);
  }

  private long consumedByAll() {
    long done = Long.MAX_VALUE;
    for (int readers = everyReaders; readers != 0; readers &= readers - 1) {
      // Volatile, for wait-1.
      done = Math.min(done, cells[Integer.numberOfTrailingZeros(readers)].consumedVolatile());
    }
    return done;
  }

  /**
   * Frames that the slowest EVERY reader has still to take, whatever it says of itself.
   *
   * @return 0 to the number of slots; 0 without such a reader
   */
  int unreadCount() {
    return (int) Math.min(slotCount, Math.max(0, cursor - Math.min(cursor, consumedByAll())));
  }

  /**
   * Sequence number that the next publish will give.
   *
   * @return 1 for the first frame of the epoch
   */
  public long nextSequence() {
    return cursor + 1;
  }

  /**
   * Publishes a claimed slot as the frame {@link #nextSequence()}; payload and header are complete.
   *
   * @param slot a claimed slot
   * @return the frame's sequence number
   */
  public long publish(int slot) {
    long sequence = ++cursor;
    claimed &= ~(1L << slot);
    // SYNC publish-1 (pairs with pin-1): release, so whoever pins this word sees the payload and
    // the header. No one else changes a WRITING word, so a plain release store is enough.
    buffer.putLongRelease(slotWordOffset(slot), SlotWord.of(SlotWord.READY, 0, sequence));
    Probe.at(ProtocolPoint.SLOT_READY);
    // SYNC publish-2 (pairs with look-2): whoever finds the entry finds the word READY.
    buffer.putLongRelease(ringOffset(sequence), ringEntry(sequence, slot));
    Probe.at(ProtocolPoint.RING_WRITTEN);
    // SYNC publish-3 (pairs with look-1 and sleep-2): volatile, because the writer looks at the
    // sleep flags next and a reader looks at the cursor after it set its flag: one must see the
    // other.
    buffer.putLongVolatile(CURSOR, sequence);
    Probe.at(ProtocolPoint.CURSOR_MOVED);
    return sequence;
  }

  /**
   * Gives a claimed slot back without a frame; no reader ever sees what was written.
   *
   * @param slot a claimed slot
   */
  public void abort(int slot) {
    Probe.at(ProtocolPoint.ABORTING);
    claimed &= ~(1L << slot);
    long word = buffer.getLong(slotWordOffset(slot));
    buffer.putLongVolatile(
        slotWordOffset(slot), SlotWord.of(SlotWord.FREE, 0, SlotWord.generation(word)));
  }

  /** Sequence of the newest published frame. */
  public long cursor() {
    return cursor;
  }

  /** The epoch's header. */
  public ControlRegion control() {
    return control;
  }

  /** Cell of a reader. */
  public ReaderCell cell(int reader) {
    return cells[reader];
  }

  /**
   * Lets a reader take part. Nothing after the current cursor can be claimed away from it any more.
   *
   * @param reader free cell
   * @param name checked name
   * @param policy policy code of {@link ReaderCellDescriptor}
   * @param pid informative
   */
  public void join(int reader, String name, int policy, long pid) {
    cells[reader].prepare(name, policy, pid, cursor);
    admit(reader);
    Probe.at(ProtocolPoint.JOIN_PREPARED);
    cells[reader].grantStateVolatile(ControlDescriptor.GRANT_ACTIVE);
    Probe.at(ProtocolPoint.GRANTED);
  }

  /** Lets a reader whose cell is prepared take part, and waits for it if its policy wants that. */
  void admit(int reader) {
    activeReaders |= 1 << reader;
    if (cells[reader].policy() == ReaderCellDescriptor.POLICY_EVERY) {
      everyReaders |= 1 << reader;
    }
  }

  /** Stops waiting for a reader; pins it holds stay honoured. */
  public void evict(int reader) {
    if (isActive(reader)) {
      activeReaders &= ~(1 << reader);
      evictedReaders |= 1 << reader;
      everyReaders &= ~(1 << reader);
      // SYNC evict-1 (pairs with evict-2): volatile, before the claim that takes an unconsumed
      // frame away from that reader.
      cells[reader].grantStateVolatile(ControlDescriptor.GRANT_EVICTED);
      Probe.at(ProtocolPoint.EVICTED);
    }
  }

  /** Stops waiting for a reader that wants no more frames; pins it holds stay honoured. */
  void dismiss(int reader) {
    everyReaders &= ~(1 << reader);
  }

  /** Forgets a reader whose connection ended: clears its pins and frees its cell. */
  public void leave(int reader) {
    activeReaders &= ~(1 << reader);
    evictedReaders &= ~(1 << reader);
    everyReaders &= ~(1 << reader);
    for (int slot = 0; slot < slotCount; slot++) {
      clearPin(slot, SlotWord.pinBit(reader));
    }
    cells[reader].grantStateVolatile(ControlDescriptor.GRANT_EMPTY);
  }

  private void clearPin(int slot, long bit) {
    while (true) {
      long word = buffer.getLongVolatile(slotWordOffset(slot));
      if ((word & bit) == 0) {
        return;
      }
      if (buffer.compareAndSetLong(slotWordOffset(slot), word, word & ~bit)) {
        Probe.at(ProtocolPoint.PIN_CLEARED);
        return;
      }
    }
  }

  /** Whether a reader takes part. */
  boolean isActive(int reader) {
    return (activeReaders & 1 << reader) != 0;
  }

  /** Whether a reader that is still connected was evicted. */
  boolean isEvicted(int reader) {
    return (evictedReaders & 1 << reader) != 0;
  }

  /**
   * Whether the writer waits, or would wait, for this reader.
   *
   * @param reader an active reader's cell
   * @return true when it has frames to consume (EVERY) or pins any slot
   */
  public boolean isBlocking(int reader) {
    if ((everyReaders & 1 << reader) != 0 && cells[reader].consumedAcquire() < cursor) {
      return true;
    }
    long bit = SlotWord.pinBit(reader);
    for (int slot = 0; slot < slotCount; slot++) {
      if ((buffer.getLongVolatile(slotWordOffset(slot)) & bit) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Says that the writer sleeps for a slot (odd) or woke (even). */
  void waitSequence(long sequence) {
    // SYNC wait-1 (pairs with release-2): volatile, the writer looks at the consumed cursors and
    // the
    // slot words next.
    buffer.putLongVolatile(WRITER_WAIT_SEQUENCE, sequence);
    Probe.at(ProtocolPoint.WAIT_SAID);
  }
}
