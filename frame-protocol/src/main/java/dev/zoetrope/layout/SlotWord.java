package dev.zoetrope.layout;

/**
 * The one word that decides who may touch a slot.
 *
 * <pre>
 *  63        56 55              40 39                                     0
 * +------------+------------------+----------------------------------------+
 * |   state    |       pins       |               generation               |
 * +------------+------------------+----------------------------------------+
 * </pre>
 *
 * <p>State, pins and generation change together or not at all, by one compare-and-set. Bit {@code
 * n} of the pins belongs to the reader in cell {@code n}; bit 15 is reserved for the writer. The
 * generation is the sequence number of the frame that the slot holds, or held last.
 */
public final class SlotWord {
  /** The slot holds no frame. Zero is no state, so that a zero-filled file is never valid. */
  public static final int FREE = 1;

  /** The writer fills the slot; no reader may pin it. */
  public static final int WRITING = 2;

  /** The slot holds a published frame; readers may pin it. */
  public static final int READY = 3;

  /** Bits of the generation. */
  public static final int GENERATION_BITS = 40;

  /** The highest sequence number; the writer moves to a new epoch before it would pass it. */
  public static final long MAX_GENERATION = (1L << GENERATION_BITS) - 1;

  private static final int STATE_SHIFT = 56;
  private static final int PINS_SHIFT = GENERATION_BITS;
  private static final int PINS_MASK = 0xFFFF;

  private SlotWord() {}

  /**
   * Builds a word.
   *
   * @param state {@link #FREE}, {@link #WRITING} or {@link #READY}
   * @param pins one bit for each pinning reader
   * @param generation sequence number of the frame
   * @return the word
   */
  public static long of(int state, int pins, long generation) {
    return ((long) state << STATE_SHIFT)
        | ((long) pins << PINS_SHIFT)
        | (generation & MAX_GENERATION);
  }

  /**
   * State of a word.
   *
   * @param word the word
   * @return {@link #FREE}, {@link #WRITING}, {@link #READY}, or another value when corrupt
   */
  public static int state(long word) {
    return (int) (word >>> STATE_SHIFT);
  }

  /**
   * Pins of a word.
   *
   * @param word the word
   * @return 16 bits
   */
  public static int pins(long word) {
    return (int) (word >>> PINS_SHIFT) & PINS_MASK;
  }

  /**
   * Generation of a word.
   *
   * @param word the word
   * @return sequence number, 0 for a slot never published
   */
  public static long generation(long word) {
    return word & MAX_GENERATION;
  }

  /**
   * The bit of one reader's pin.
   *
   * @param reader cell index
   * @return a word with only that pin bit set
   */
  public static long pinBit(int reader) {
    return 1L << (PINS_SHIFT + reader);
  }
}
