package dev.zoetrope.region;

import static dev.zoetrope.layout.ControlDescriptor.*;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
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
  private final EpochSpec spec;
  private final long epoch;

  private ControlRegion(AtomicBuffer buffer, EpochSpec spec, long epoch) {
    this.buffer = buffer;
    this.spec = spec;
    this.epoch = epoch;
  }

  /**
   * Fills an all-zero region; the magic comes last.
   *
   * @param buffer at least {@link ControlDescriptor#LENGTH} bytes, 8-byte aligned
   * @param spec what the epoch is
   * @param epoch number of the epoch, at least 1
   * @return access to it
   */
  public static ControlRegion create(AtomicBuffer buffer, EpochSpec spec, long epoch) {
    checkMemory(buffer);
    buffer.putInt(VERSION, LAYOUT_VERSION);
    buffer.putInt(CONTROL_LENGTH, LENGTH);
    buffer.putLong(EPOCH, epoch);
    buffer.putLong(FRAMES_LENGTH, spec.framesLength());
    buffer.putInt(SLOT_COUNT, spec.slotCount());
    buffer.putInt(KIND, spec.kind().code());
    buffer.putLong(SLOT_LENGTH, spec.slotLength());
    buffer.putLong(PAYLOAD_CAPACITY, spec.payloadCapacity());
    buffer.putLong(WRITER_PID, ProcessHandle.current().pid());
    buffer.putLong(DURATION_NS, spec.durationNs());
    buffer.putInt(FRAME_RATE_NUM, spec.frameRateNum());
    buffer.putInt(FRAME_RATE_DEN, spec.frameRateDen());
    buffer.putInt(STREAM_FLAGS, spec.liveSource() ? STREAM_LIVE_SOURCE : 0);
    buffer.putInt(KEPT_SLOTS, spec.keptSlots());
    buffer.putInt(WRITER_STATE, STATE_LIVE);
    buffer.putLong(HEARTBEAT_NS, System.nanoTime());
    for (int slot = 0; slot < spec.slotCount(); slot++) {
      buffer.putLong(slotWordOffset(slot), SlotWord.of(SlotWord.FREE, 0, 0));
    }
    for (int reader = 0; reader < MAX_READERS; reader++) {
      buffer.putInt(cellOffset(reader) + ReaderCellDescriptor.GRANT_STATE, GRANT_EMPTY);
    }
    // SYNC create-1 (pairs with attach-1): the magic says that all of the above is there.
    buffer.putLongRelease(MAGIC_OFFSET, MAGIC);
    return new ControlRegion(buffer, spec, epoch);
  }

  /**
   * Checks a region that someone else filled. What does not change is read here, once: whatever is
   * written there later, nobody sees half-checked values.
   *
   * @param buffer the memory, 8-byte aligned
   * @return access to it
   * @throws CorruptRegionException naming the field and its value
   */
  public static ControlRegion attach(AtomicBuffer buffer) {
    checkMemory(buffer);
    // SYNC attach-1 (pairs with create-1): nothing is read before the magic is seen.
    long magic = buffer.getLongAcquire(MAGIC_OFFSET);
    require(magic == MAGIC, "magic", magic, MAGIC + " ('ZOETROPE')");
    int version = buffer.getInt(VERSION);
    require(version == LAYOUT_VERSION, "layout version", version, LAYOUT_VERSION);
    int length = buffer.getInt(CONTROL_LENGTH);
    require(length == LENGTH, "control length", length, LENGTH);
    int slots = buffer.getInt(SLOT_COUNT);
    require(slots >= MIN_SLOTS && slots <= MAX_SLOTS, "slot count", slots, "2 to 64");
    long capacity = buffer.getLong(PAYLOAD_CAPACITY);
    require(
        capacity >= 1 && capacity <= EpochSpec.MAX_PAYLOAD,
        "payload capacity",
        capacity,
        "1 to " + EpochSpec.MAX_PAYLOAD);
    int rateNum = buffer.getInt(FRAME_RATE_NUM);
    require(rateNum >= 0, "frame rate numerator", rateNum, "0 and more");
    int rateDen = buffer.getInt(FRAME_RATE_DEN);
    require(rateDen >= 1, "frame rate denominator", rateDen, "1 and more");
    long duration = buffer.getLong(DURATION_NS);
    require(duration >= -1, "duration", duration, "-1 and more");
    int flags = buffer.getInt(STREAM_FLAGS);
    require((flags & ~STREAM_LIVE_SOURCE) == 0, "stream flags", flags, "0, 1");
    StreamKind kind = StreamKind.of(buffer.getInt(KIND));
    int kept = buffer.getInt(KEPT_SLOTS);
    require(
        kept >= 0 && kept <= slots - MIN_SLOTS, "kept slots", kept, "0 to " + (slots - MIN_SLOTS));
    EpochSpec spec =
        new EpochSpec(kind, slots, capacity, duration, rateNum, rateDen, flags != 0, kept);
    long slotLength = buffer.getLong(SLOT_LENGTH);
    require(slotLength == spec.slotLength(), "slot length", slotLength, spec.slotLength());
    long frames = buffer.getLong(FRAMES_LENGTH);
    require(frames == spec.framesLength(), "frames length", frames, spec.framesLength());
    long epoch = buffer.getLong(EPOCH);
    require(epoch >= 1, "epoch", epoch, "1 and more");
    return new ControlRegion(buffer, spec, epoch);
  }

  private static void checkMemory(AtomicBuffer buffer) {
    if (buffer.capacity() < LENGTH) {
      throw new CorruptRegionException(
          "control file has " + buffer.capacity() + " bytes, needed: " + LENGTH);
    }
    buffer.verifyAlignment();
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

  /** What the epoch is, as it was when it was created or attached. */
  public EpochSpec spec() {
    return spec;
  }

  /** Number of this epoch. */
  public long epoch() {
    return epoch;
  }

  /** Slots of this epoch. */
  public int slotCount() {
    return spec.slotCount();
  }

  /** Wall clock when the writer started, nanoseconds since 1970-01-01 UTC. */
  public long writerStartNs() {
    return buffer.getLong(WRITER_START_NS);
  }

  /** Says when the writer started; before others see the epoch. */
  public void writerStartNs(long ns) {
    buffer.putLong(WRITER_START_NS, ns);
  }

  /** Whether the same writer made another epoch. */
  public boolean isSameWriters(ControlRegion other) {
    return buffer.getLong(WRITER_PID) == other.buffer.getLong(WRITER_PID)
        && writerStartNs() == other.writerStartNs();
  }

  /** Sequence of the newest frame; everything about that frame is visible after this. */
  public long cursorAcquire() {
    return buffer.getLongAcquire(CURSOR);
  }

  /** As {@link #cursorAcquire()}, ordered after this thread's own earlier volatile stores. */
  public long cursorVolatile() {
    return buffer.getLongVolatile(CURSOR);
  }

  /** State of the writer; volatile, so that a final cursor is seen after it. */
  public int writerStateVolatile() {
    return buffer.getIntVolatile(WRITER_STATE);
  }

  /** Ends this epoch; ordered before the look at sleep flags that follows. */
  public void writerStateVolatile(int state) {
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
