package dev.zoetrope.region;

import static dev.zoetrope.layout.ControlDescriptor.*;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import org.agrona.concurrent.AtomicBuffer;

/**
 * Typed access to a control header in memory of any origin: a mapped file or, in tests, the heap.
 *
 * <p>Plain accessors are for fields that do not change or that inform only; {@code Acquire} and
 * {@code Release} ones order what the name says; {@code Volatile} ones take part in a
 * store-then-load handshake between two parties (doorbells) and need sequential consistency.
 */
public final class ControlRegion {
  private final AtomicBuffer buffer;

  /**
   * Wraps memory.
   *
   * @param buffer at least {@link ControlDescriptor#LENGTH} bytes, 8-byte aligned
   */
  public ControlRegion(AtomicBuffer buffer) {
    if (buffer.capacity() < LENGTH) {
      throw new CorruptRegionException(
          "control file has " + buffer.capacity() + " bytes, needed: " + LENGTH);
    }
    buffer.verifyAlignment();
    this.buffer = buffer;
  }

  /**
   * Fills an all-zero region; the magic comes last.
   *
   * @param spec what the epoch is
   * @param epoch number of the epoch
   */
  public void initialize(EpochSpec spec, long epoch) {
    buffer.putInt(VERSION, LAYOUT_VERSION);
    buffer.putInt(CONTROL_LENGTH, LENGTH);
    buffer.putLong(EPOCH, epoch);
    buffer.putLong(FRAMES_LENGTH, spec.framesLength());
    buffer.putInt(SLOT_COUNT, spec.slotCount());
    buffer.putInt(KIND, spec.kind().code());
    buffer.putLong(SLOT_LENGTH, spec.slotLength());
    buffer.putLong(PAYLOAD_CAPACITY, spec.payloadCapacity());
    buffer.putLong(WRITER_PID, ProcessHandle.current().pid());
    buffer.putLong(WRITER_START_NS, System.currentTimeMillis() * 1_000_000L);
    buffer.putLong(DURATION_NS, spec.durationNs());
    buffer.putInt(FRAME_RATE_NUM, spec.frameRateNum());
    buffer.putInt(FRAME_RATE_DEN, spec.frameRateDen());
    buffer.putInt(STREAM_FLAGS, spec.liveSource() ? STREAM_LIVE_SOURCE : 0);
    buffer.putInt(WRITER_STATE, STATE_LIVE);
    for (int slot = 0; slot < spec.slotCount(); slot++) {
      buffer.putLong(
          slotWordOffset(slot),
          dev.zoetrope.layout.SlotWord.of(dev.zoetrope.layout.SlotWord.FREE, 0, 0));
    }
    for (int reader = 0; reader < MAX_READERS; reader++) {
      buffer.putInt(cellOffset(reader) + ReaderCellDescriptor.GRANT_STATE, GRANT_EMPTY);
    }
    // SYNC create-1 (pairs with attach-1): the magic says that all of the above is there.
    buffer.putLongRelease(MAGIC_OFFSET, MAGIC);
  }

  /**
   * Checks everything that other code relies on.
   *
   * @throws CorruptRegionException naming the field and its value
   */
  public void check() {
    // SYNC attach-1 (pairs with create-1): nothing is read before the magic is seen.
    long magic = buffer.getLongAcquire(MAGIC_OFFSET);
    require(magic == MAGIC, "magic", magic, "'ZOETROPE'");
    require(
        buffer.getInt(VERSION) == LAYOUT_VERSION,
        "layout version",
        buffer.getInt(VERSION),
        LAYOUT_VERSION);
    require(
        buffer.getInt(CONTROL_LENGTH) == LENGTH,
        "control length",
        buffer.getInt(CONTROL_LENGTH),
        LENGTH);
    int slots = slotCount();
    require(slots >= MIN_SLOTS && slots <= MAX_SLOTS, "slot count", slots, "2 to 64");
    long capacity = payloadCapacity();
    require(
        capacity >= 1 && capacity <= EpochSpec.MAX_PAYLOAD,
        "payload capacity",
        capacity,
        "1 to " + EpochSpec.MAX_PAYLOAD);
    require(
        slotLength() == EpochSpec.slotLength(capacity),
        "slot length",
        slotLength(),
        EpochSpec.slotLength(capacity));
    require(
        framesLength() == slots * slotLength(),
        "frames length",
        framesLength(),
        slots * slotLength());
    require(epoch() >= 1, "epoch", epoch(), "at least 1");
    require(
        frameRateDen() >= 1 && frameRateNum() >= 0,
        "frame rate denominator",
        frameRateDen(),
        "at least 1");
    StreamKind.of(buffer.getInt(KIND));
  }

  private static void require(boolean holds, String field, long value, Object allowed) {
    if (!holds) {
      throw new CorruptRegionException(
          "control header: " + field + " is " + value + ", allowed: " + allowed);
    }
  }

  /** The memory itself, for the slot protocol. */
  public AtomicBuffer buffer() {
    return buffer;
  }

  /** Number of this epoch. */
  public long epoch() {
    return buffer.getLong(EPOCH);
  }

  /** Kind of the stream. */
  public StreamKind kind() {
    return StreamKind.of(buffer.getInt(KIND));
  }

  /** Slots of this epoch. */
  public int slotCount() {
    return buffer.getInt(SLOT_COUNT);
  }

  /** Bytes from one slot to the next. */
  public long slotLength() {
    return buffer.getLong(SLOT_LENGTH);
  }

  /** Most payload bytes of a frame. */
  public long payloadCapacity() {
    return buffer.getLong(PAYLOAD_CAPACITY);
  }

  /** Bytes of the frames file. */
  public long framesLength() {
    return buffer.getLong(FRAMES_LENGTH);
  }

  /** Process id of the writer; informative. */
  public long writerPid() {
    return buffer.getLong(WRITER_PID);
  }

  /** Expected length of the stream, nanoseconds; -1 unknown. */
  public long durationNs() {
    return buffer.getLong(DURATION_NS);
  }

  /** Nominal frame rate, numerator; 0 unknown. */
  public int frameRateNum() {
    return buffer.getInt(FRAME_RATE_NUM);
  }

  /** Nominal frame rate, denominator. */
  public int frameRateDen() {
    return buffer.getInt(FRAME_RATE_DEN);
  }

  /** Whether the source cannot wait. */
  public boolean liveSource() {
    return (buffer.getInt(STREAM_FLAGS) & STREAM_LIVE_SOURCE) != 0;
  }

  /** Sequence of the newest frame; everything about that frame is visible after this. */
  public long cursorAcquire() {
    return buffer.getLongAcquire(CURSOR);
  }

  /** As {@link #cursorAcquire()}, ordered after this thread's own earlier volatile stores. */
  public long cursorVolatile() {
    return buffer.getLongVolatile(CURSOR);
  }

  /** State of the writer; acquire, so that a final cursor is seen after it. */
  public int writerStateAcquire() {
    return buffer.getIntVolatile(WRITER_STATE);
  }

  /** Ends this epoch. */
  public void writerStateRelease(int state) {
    buffer.putIntVolatile(WRITER_STATE, state);
  }

  /** The epoch that follows a superseded one. */
  public long nextEpoch() {
    return buffer.getLong(NEXT_EPOCH);
  }

  /** Names the epoch that follows; before the state says SUPERSEDED. */
  public void nextEpoch(long epoch) {
    buffer.putLong(NEXT_EPOCH, epoch);
  }

  /** A writer counter, such as {@link ControlDescriptor#DROPPED}. */
  public long counter(int offset) {
    return buffer.getLongOpaque(offset);
  }

  /** Sets a counter that only the caller writes. */
  public void counter(int offset, long value) {
    buffer.putLongOpaque(offset, value);
  }

  /** Adds to a counter that only the caller writes. */
  public void increment(int offset, long by) {
    buffer.putLongOpaque(offset, buffer.getLongOpaque(offset) + by);
  }

  /** Cell of a reader. */
  public ReaderCell cell(int reader) {
    return new ReaderCell(buffer, cellOffset(reader));
  }
}
