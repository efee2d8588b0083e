package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.EpochSpec;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A stream without files, sockets, threads and locks: what the slot protocol works on. Each race
 * has its own; frame {@code n} has the payload {@code n}, from its first word to its last.
 */
final class TinyStream {
  private static final int HEADER = FrameHeaderDescriptor.LAYOUT.length();
  private static final int PAYLOAD = 128;
  private static final int LENGTH = HEADER + PAYLOAD;
  private static final int MOST_SLOTS = 2;

  /**
   * Memory of streams whose race is over. A race takes less time than the allocation of its memory,
   * and jcstress makes every state anew, without a word about where the old one went.
   */
  private static final Queue<UnsafeBuffer> SPARE = new ConcurrentLinkedQueue<>();

  private static final int GATE = ControlDescriptor.LENGTH + MOST_SLOTS * LENGTH;
  private static final int MOST_SPINS = 64;

  final ControlRegion control;
  final SlotWriter writer;
  private final UnsafeBuffer memory;

  /** Starts an empty stream. */
  TinyStream(int slots) {
    memory = takeMemory();
    control = ControlRegion.create(controlMemory(), spec(slots), 1);
    writer = new SlotWriter(control);
  }

  static EpochSpec spec(int slots) {
    return new EpochSpec(StreamKind.VIDEO, slots, PAYLOAD, -1, 0, 1, false);
  }

  /** All-zero memory for a control header and slots. */
  static UnsafeBuffer takeMemory() {
    UnsafeBuffer spare = SPARE.poll();
    if (spare == null) {
      return new UnsafeBuffer(ByteBuffer.allocateDirect(GATE + Long.BYTES));
    }
    spare.setMemory(0, spare.capacity(), (byte) 0);
    return spare;
  }

  /** Gives the memory to a later race; nobody may touch this one afterwards. */
  void recycle() {
    recycle(memory);
  }

  static void recycle(UnsafeBuffer memory) {
    SPARE.add(memory);
  }

  /**
   * The start of both parties of a race: they begin together when the other one comes soon.
   * Otherwise the faster one of two loops runs away from the slower one, and hardly any races
   * happen.
   */
  void meet() {
    meet(memory);
  }

  static void meet(UnsafeBuffer memory) {
    memory.getAndAddLong(GATE, 1);
    for (int i = 0; i < MOST_SPINS && memory.getLongVolatile(GATE) < 2; i++) {
      Thread.onSpinWait();
    }
  }

  private UnsafeBuffer controlMemory() {
    return new UnsafeBuffer(memory, 0, ControlDescriptor.LENGTH);
  }

  /** Lets a reader join, and attaches it. */
  SlotReader join(int cell, ReaderPolicy policy) {
    writer.join(cell, policy.token(), policy.code(), 0);
    return attach(cell, policy);
  }

  /** A reader's own sight of the region, in a cell that is granted. */
  SlotReader attach(int cell, ReaderPolicy policy) {
    return new SlotReader(ControlRegion.attach(controlMemory()), cell, policy);
  }

  /** Publishes the next frame, if a slot can be claimed. */
  void publish() {
    int slot = writer.claim();
    if (slot != SlotWriter.NONE) {
      publish(slot);
    }
  }

  /** Publishes the next frame in a claimed slot, as the stream writer does. */
  void publish(int slot) {
    fill(slot, writer.nextSequence());
    stamp(slot, writer.nextSequence());
    writer.publish(slot);
  }

  /** Writes the payload. */
  void fill(int slot, long number) {
    int start = payloadOffset(slot);
    for (int offset = start; offset < start + PAYLOAD; offset += Long.BYTES) {
      memory.putLong(offset, number);
    }
  }

  /** Stamps the header. */
  void stamp(int slot, long number) {
    header(slot).stamp(control.epoch(), number);
  }

  private FrameHeader header(int slot) {
    return new FrameHeader(memory, ControlDescriptor.LENGTH + slot * LENGTH);
  }

  /** The stamp in a private copy of the header, as readers take it. */
  int stamped(int slot) {
    UnsafeBuffer copy = new UnsafeBuffer(new byte[HEADER]);
    header(slot).copyTo(copy, 0);
    return (int) new FrameHeader(copy, 0).generation();
  }

  /**
   * Reads the payload from its last word to its first, against the order of writing.
   *
   * @return the number in every word, or -1 when they differ: a torn frame
   */
  int payload(int slot) {
    int start = payloadOffset(slot);
    long number = memory.getLong(start + PAYLOAD - Long.BYTES);
    for (int offset = start + PAYLOAD - 2 * Long.BYTES; offset >= start; offset -= Long.BYTES) {
      if (memory.getLong(offset) != number) {
        return -1;
      }
    }
    return (int) number;
  }

  private static int payloadOffset(int slot) {
    return ControlDescriptor.LENGTH + slot * LENGTH + HEADER;
  }

  /**
   * Looks whom to ring, as the writer does after its steps.
   *
   * @return how many readers sleep
   */
  int ringAll() {
    int sleepers = 0;
    for (int cell = 0; cell < ControlDescriptor.MAX_READERS; cell++) {
      sleepers += (int) (writer.cell(cell).sleepSequenceVolatile() & 1);
    }
    return sleepers;
  }

  /** A slot's word. */
  long word(int slot) {
    return memory.getLongVolatile(ControlDescriptor.slotWordOffset(slot));
  }

  /** Changes a slot's word by compare-and-set. */
  boolean changeWord(int slot, long word, long to) {
    return memory.compareAndSetLong(ControlDescriptor.slotWordOffset(slot), word, to);
  }

  /** Stores a slot's word, whatever it was: no shipped step does so where others may change it. */
  void storeWord(int slot, long word) {
    memory.putLongRelease(ControlDescriptor.slotWordOffset(slot), word);
  }

  /** The slot that the publication ring leads to. */
  int ring(long sequence) {
    return (int) memory.getLongAcquire(ControlDescriptor.ringOffset(sequence)) & 0xFF;
  }

  /** Leads the publication ring to a slot. */
  void storeRing(long sequence, int slot) {
    memory.putLongRelease(
        ControlDescriptor.ringOffset(sequence), ControlDescriptor.ringEntry(sequence, slot));
  }

  /** Moves the cursor with less order than the shipped step has. */
  void storeCursor(long sequence) {
    memory.putLongRelease(ControlDescriptor.CURSOR, sequence);
  }

  /** Who has a slot: its state times ten, plus the pins of the cells 0 (1) and 1 (2). */
  int owners(int slot) {
    return SlotWord.state(word(slot)) * 10 + SlotWord.pins(word(slot));
  }

  /** Whether each frame up to the consumed one was delivered or skipped; 1 or 0. */
  static int accounted(SlotReader reader) {
    long counted =
        reader.cell().counter(ReaderCellDescriptor.DELIVERED)
            + reader.cell().counter(ReaderCellDescriptor.SKIPPED_STALE)
            + reader.cell().counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN);
    return counted == reader.consumed() - reader.cell().joinCursor() ? 1 : 0;
  }
}
