package dev.zoetrope.layout;

/**
 * Layout of a {@code <stream>.<epoch>.control} file.
 *
 * <pre>
 *   0      +---------------------------+
 *          | constants                 |  written once, magic last
 *          +---------------------------+
 *          | writer line               |  cursor, state: the hot line
 *          +---------------------------+
 *          | writer counters           |
 *          +---------------------------+
 *          | publication ring          |  64 entries: sequence &lt;&lt; 8 | slot
 *          +---------------------------+
 *          | slot words                |  64 groups, one word each
 *          +---------------------------+
 *          | reader cells              |  15 x (reader's cursor, its counters, writer's grant)
 *          +---------------------------+
 * </pre>
 *
 * <p>Everything has a fixed place, whatever the slot count, so that a reader in any language needs
 * constants only. Groups are 128-byte aligned and have one writer each (the grouping idea is from
 * LGMP and Aeron's CnC file).
 */
public final class ControlDescriptor {
  /** {@code "ZOETROPE"} read as a little-endian 64-bit integer. */
  public static final long MAGIC = 0x45504F5254454F5AL;

  /** Version of this layout and of the frame header. */
  public static final int LAYOUT_VERSION = 1;

  /** Most slots of one epoch. */
  public static final int MAX_SLOTS = 64;

  /** Fewest slots of one epoch. */
  public static final int MIN_SLOTS = 2;

  /** Most readers of one stream; the sixteenth pin bit is the writer's. */
  public static final int MAX_READERS = 15;

  /** Entries of the publication ring; a power of two, at least {@link #MAX_SLOTS}. */
  public static final int RING_CAPACITY = 64;

  /** Bytes of a reader's name, NUL padded. */
  public static final int NAME_LENGTH = 64;

  /** Writer states. */
  public static final int STATE_LIVE = 1;

  /** The writer published its last frame. */
  public static final int STATE_ENDED = 2;

  /** The writer gave up; frames already published are good. */
  public static final int STATE_FAILED = 3;

  /** The stream goes on in the epoch named by {@link #NEXT_EPOCH}. */
  public static final int STATE_SUPERSEDED = 4;

  /** Grant states: nobody uses the cell. */
  public static final int GRANT_EMPTY = 1;

  /** The reader takes part. */
  public static final int GRANT_ACTIVE = 2;

  /** The reader stalled; the writer no longer waits for it. Pins it holds stay honoured. */
  public static final int GRANT_EVICTED = 3;

  /** Stream flag: the source cannot wait. */
  public static final int STREAM_LIVE_SOURCE = 1;

  /** The layout, for documentation and checks. */
  public static final Layout LAYOUT = new Layout("Control file");

  // Constants: written by the creating writer before the magic, never again.
  public static final int MAGIC_OFFSET;
  public static final int VERSION;
  public static final int CONTROL_LENGTH;
  public static final int EPOCH;
  public static final int FRAMES_LENGTH;
  public static final int SLOT_COUNT;
  public static final int KIND;
  public static final int SLOT_LENGTH;
  public static final int PAYLOAD_CAPACITY;
  public static final int WRITER_PID;
  public static final int WRITER_START_NS;
  public static final int DURATION_NS;
  public static final int FRAME_RATE_NUM;
  public static final int FRAME_RATE_DEN;
  public static final int STREAM_FLAGS;
  public static final int KEPT_SLOTS;

  // The writer's line.
  public static final int CURSOR;
  public static final int WRITER_WAIT_SEQUENCE;
  public static final int WRITER_STATE;
  public static final int NEXT_EPOCH;
  public static final int HEARTBEAT_NS;

  // Writer counters.
  public static final int DROPPED;
  public static final int ABORTED;
  public static final int WAITS;
  public static final int WAITED_NS;
  public static final int EVICTIONS;
  public static final int PUBLISHED_BEFORE;

  public static final int RING;
  public static final int SLOT_WORDS;
  public static final int CELLS;

  /** Length of a control file. */
  public static final int LENGTH;

  /** Distance between two slot words. */
  public static final int SLOT_WORD_STRIDE = Layout.GROUP_ALIGNMENT;

  static {
    LAYOUT.group("writer, once");
    MAGIC_OFFSET = LAYOUT.int64("magic", "\"ZOETROPE\"; stored last, with release semantics");
    VERSION = LAYOUT.int32("layout version", "1");
    CONTROL_LENGTH = LAYOUT.int32("control length", "length of this file, bytes");
    EPOCH = LAYOUT.int64("epoch", "number of this epoch, from 1");
    FRAMES_LENGTH = LAYOUT.int64("frames length", "length of the frames file, bytes");
    SLOT_COUNT = LAYOUT.int32("slot count", "2 to 64");
    KIND = LAYOUT.int32("stream kind", "1 video, 2 audio");
    SLOT_LENGTH = LAYOUT.int64("slot length", "bytes from one slot to the next, multiple of 4096");
    PAYLOAD_CAPACITY =
        LAYOUT.int64("payload capacity", "most payload bytes of a frame in this epoch");
    WRITER_PID = LAYOUT.int64("writer pid", "tells one writer from another");
    WRITER_START_NS =
        LAYOUT.int64(
            "writer start", "wall clock, ns since 1970-01-01 UTC; the same in all its epochs");
    DURATION_NS = LAYOUT.int64("duration", "expected length of the stream, ns; -1 unknown");
    FRAME_RATE_NUM =
        LAYOUT.int32("frame rate numerator", "nominal frames a second; 0/1 unknown or variable");
    FRAME_RATE_DEN = LAYOUT.int32("frame rate denominator", "at least 1");
    STREAM_FLAGS = LAYOUT.int32("stream flags", "1 the source is live and cannot wait");
    KEPT_SLOTS =
        LAYOUT.int32(
            "kept slots", "most that the writer keeps to itself; 0 to slot count - 2, usually 0");

    LAYOUT.group("writer");
    CURSOR = LAYOUT.int64("published cursor", "sequence of the newest frame; 0 none yet");
    WRITER_WAIT_SEQUENCE =
        LAYOUT.int64("writer wait sequence", "odd while the writer sleeps for a slot");
    WRITER_STATE = LAYOUT.int32("writer state", "1 live, 2 ended, 3 failed, 4 superseded");
    NEXT_EPOCH = LAYOUT.int64("next epoch", "valid when superseded");
    HEARTBEAT_NS = LAYOUT.int64("heartbeat", "monotonic clock, ns; informative only");

    LAYOUT.group("writer");
    DROPPED = LAYOUT.int64("dropped", "frames never published for want of a slot, since start");
    ABORTED = LAYOUT.int64("aborted", "claims closed unpublished, since start");
    WAITS = LAYOUT.int64("waits", "times the writer slept for a slot, since start");
    WAITED_NS = LAYOUT.int64("waited", "time slept for a slot, ns, since start");
    EVICTIONS = LAYOUT.int64("evictions", "readers evicted, since start");
    PUBLISHED_BEFORE = LAYOUT.int64("published before", "frames published in former epochs");

    LAYOUT.group("writer");
    RING =
        LAYOUT.array(
            "publication ring",
            RING_CAPACITY,
            Long.BYTES,
            "64 x i64",
            "entry (sequence & 63) is sequence << 8 | slot");
    LAYOUT.group("everyone, by compare-and-set");
    SLOT_WORDS =
        LAYOUT.array(
            "slot words",
            MAX_SLOTS,
            SLOT_WORD_STRIDE,
            "64 x (i64 + 120 unused)",
            "state:8 | pins:16 | generation:40");
    LAYOUT.group("see reader cell");
    CELLS =
        LAYOUT.array(
            "reader cells",
            MAX_READERS,
            ReaderCellDescriptor.LENGTH,
            "15 x " + ReaderCellDescriptor.LENGTH + " bytes",
            "see reader cell");
    LENGTH = Layout.align(LAYOUT.length(), 4096);
  }

  private ControlDescriptor() {}

  /**
   * Place of a slot word.
   *
   * @param slot 0 to {@link #MAX_SLOTS} - 1
   * @return offset in the control file
   */
  public static int slotWordOffset(int slot) {
    return SLOT_WORDS + slot * SLOT_WORD_STRIDE;
  }

  /**
   * Place of a ring entry.
   *
   * @param sequence sequence number
   * @return offset in the control file
   */
  public static int ringOffset(long sequence) {
    return RING + (int) (sequence & (RING_CAPACITY - 1)) * Long.BYTES;
  }

  /**
   * Place of a reader cell.
   *
   * @param reader 0 to {@link #MAX_READERS} - 1
   * @return offset in the control file
   */
  public static int cellOffset(int reader) {
    return CELLS + reader * ReaderCellDescriptor.LENGTH;
  }

  /**
   * Builds a ring entry.
   *
   * @param sequence sequence number
   * @param slot slot that holds it
   * @return the entry
   */
  public static long ringEntry(long sequence, int slot) {
    return sequence << 8 | slot;
  }
}
