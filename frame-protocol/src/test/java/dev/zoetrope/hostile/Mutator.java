package dev.zoetrope.hostile;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.Layout;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.MutableDirectBuffer;

/**
 * Damages memory where the layout has fields, with values that are likely to hurt. Everything it
 * picks comes from one seed.
 */
public final class Mutator {
  /** Slots of the streams that are damaged; words of others are of no interest to anybody. */
  static final int SLOTS = 3;

  private static final int CODES = 6;

  private static final long[] DELTAS = {-4096, -64, -2, -1, 1, 2, 64, 4096};

  private static final long[] INTERESTING = {
    0,
    1,
    2,
    3,
    4,
    5,
    63,
    64,
    65,
    255,
    256,
    -1,
    -2,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    1L << 31,
    1L << 32,
    SlotWord.MAX_GENERATION - 1,
    SlotWord.MAX_GENERATION,
    SlotWord.MAX_GENERATION + 1,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    ControlDescriptor.MAGIC,
    Long.reverseBytes(ControlDescriptor.MAGIC),
    0x2020202020202020L,
    0x7878787878787878L
  };

  private final SplittableRandom random;

  /** Picks by a seed. */
  public Mutator(long seed) {
    random = new SplittableRandom(seed);
  }

  /** A place that holds one value. */
  record Spot(String name, int offset, int length) {
    long get(MutableDirectBuffer memory) {
      return length == Long.BYTES ? memory.getLong(offset) : memory.getInt(offset);
    }

    /** Whether there are few good values, one next to the other. */
    boolean isCode() {
      return length == Integer.BYTES || name.startsWith("presence");
    }

    void put(MutableDirectBuffer memory, long value) {
      if (length == Long.BYTES) {
        memory.putLong(offset, value);
      } else {
        memory.putInt(offset, (int) value);
      }
    }
  }

  /** Places of the control header's constants. */
  static List<Spot> constants() {
    return spots(ControlDescriptor.LAYOUT, 0, "writer, once");
  }

  /** Places of the writer's line and counters. */
  static List<Spot> writerLine() {
    return spots(ControlDescriptor.LAYOUT, 0, "writer").stream()
        .filter(spot -> spot.offset() < ControlDescriptor.RING)
        .toList();
  }

  /** Places of the publication ring. */
  static List<Spot> ring() {
    List<Spot> spots = new ArrayList<>();
    for (int i = 0; i < ControlDescriptor.RING_CAPACITY; i++) {
      spots.add(new Spot("ring entry " + i, ControlDescriptor.ringOffset(i), Long.BYTES));
    }
    return spots;
  }

  /** Places of the slot words. */
  static List<Spot> slotWords() {
    List<Spot> spots = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      spots.add(new Spot("slot word " + i, ControlDescriptor.slotWordOffset(i), Long.BYTES));
    }
    return spots;
  }

  /** Places of all reader cells. */
  static List<Spot> cells() {
    List<Spot> spots = new ArrayList<>();
    for (int i = 0; i < ControlDescriptor.MAX_READERS; i++) {
      spots.addAll(
          spots(ReaderCellDescriptor.LAYOUT, ControlDescriptor.cellOffset(i), "reader", "writer"));
    }
    return spots;
  }

  /** Places that say who takes part, and how far it is. */
  static List<Spot> grants() {
    return cells().stream()
        .filter(spot -> spot.name().matches("(grant|policy|presence|consumed|join).*"))
        .toList();
  }

  /** Places of a frame header. */
  static List<Spot> frameHeader() {
    return spots(FrameHeaderDescriptor.LAYOUT, 0, "writer, before the slot is READY");
  }

  private static List<Spot> spots(Layout layout, int base, String... owners) {
    List<Spot> spots = new ArrayList<>();
    for (Layout.Field field : layout.fields()) {
      if (List.of(owners).contains(field.owner())) {
        int length = field.length() % Long.BYTES == 0 ? Long.BYTES : Integer.BYTES;
        boolean isArray = field.length() > Long.BYTES && !field.type().equals("ascii");
        int step = isArray ? Integer.BYTES : length;
        for (int i = 0; i < field.length(); i += step) {
          spots.add(new Spot(field.name() + " + " + i, base + field.offset() + i, step));
        }
      }
    }
    return spots;
  }

  /** One of several. */
  public <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** From 0 to {@code bound - 1}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** Whether something happens that happens once in {@code n} times. */
  public boolean onceIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** What to write in a place instead of what is there. */
  long damaged(Spot spot, long value) {
    return spot.isCode() && random.nextBoolean() ? random.nextInt(CODES) : damaged(value);
  }

  private long damaged(long value) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> value ^ 1L << random.nextInt(Long.SIZE);
      case 2 -> value + DELTAS[random.nextInt(DELTAS.length)];
      case 3, 4 -> INTERESTING[random.nextInt(INTERESTING.length)];
      case 5 -> random.nextLong() >>> random.nextInt(Long.SIZE);
      case 6 -> damagedWord(value);
      default -> random.nextLong();
    };
  }

  /** A slot word, or a ring entry, of another state, with other pins, of about that generation. */
  private long damagedWord(long value) {
    long generation = SlotWord.generation(value) + random.nextInt(5) - 2;
    return random.nextBoolean()
        ? SlotWord.of(random.nextInt(5), random.nextInt(1 << 16) & random.nextInt(), generation)
        : ControlDescriptor.ringEntry(value >>> 8, random.nextInt(256));
  }

  /** Publishes a frame of nobody's, in a slot that need not exist. */
  void forge(MutableDirectBuffer control) {
    long sequence = control.getLong(ControlDescriptor.CURSOR) + random.nextInt(3);
    int slot = random.nextInt(1 << random.nextInt(9));
    int word = ControlDescriptor.slotWordOffset(slot);
    if (word < ControlDescriptor.LENGTH) {
      int pins = random.nextInt(1 << 16) & random.nextInt() & random.nextInt();
      control.putLong(word, SlotWord.of(SlotWord.READY, pins, sequence));
    }
    long entry = ControlDescriptor.ringEntry(sequence, slot);
    control.putLong(ControlDescriptor.ringOffset(sequence), entry);
    control.putLong(ControlDescriptor.CURSOR, sequence);
  }

  /** Overwrites some bytes with text or noise. */
  public void damage(byte[] bytes) {
    for (int i = 1 + random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          (byte) (random.nextBoolean() ? " =\n\0/.\u00e4-09".charAt(below(10)) : below(256));
    }
  }
}
