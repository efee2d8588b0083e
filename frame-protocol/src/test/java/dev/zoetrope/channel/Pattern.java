package dev.zoetrope.channel;

import dev.zoetrope.layout.FrameHeader;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Frames of which every word, and every field of the header that may vary, follows from a number,
 * so that a torn or changed one shows.
 */
final class Pattern {
  /** Lengths of payloads are multiples of this. */
  static final int UNIT = 64;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final String[] FORMATS = {"gray", "yuv420p", "nv12", "rgb24"};

  private Pattern() {}

  /** Describes a frame; what changes with the format is another format for readers. */
  static void describe(FrameHeader header, long number, int format, int length) {
    header
        .video(FORMATS[format], 1 + format, length / UNIT)
        .planeCount(1)
        .plane(0, 0, UNIT, length / UNIT)
        .payloadLength(length)
        .time(number, 1, 1, 1000);
  }

  static void fill(MutableDirectBuffer payload, long number, int from, int to) {
    for (int offset = from; offset < to; offset += Long.BYTES) {
      payload.putLong(offset, word(number, offset));
    }
  }

  /** Checks a whole frame. */
  static void check(FrameHeader header, DirectBuffer payload, String whose) {
    int length = checkHeader(header, whose);
    for (int offset = 0; offset < length; offset += Long.BYTES) {
      checkWord(header.pts(), payload, offset, whose);
    }
  }

  /** Checks a payload without a header. */
  static void checkPayload(DirectBuffer payload, long number, String whose) {
    for (int offset = 0; offset < payload.capacity(); offset += Long.BYTES) {
      checkWord(number, payload, offset, whose);
    }
  }

  /** Checks what is quickly checked. */
  static void checkEnds(FrameHeader header, DirectBuffer payload, String whose) {
    int length = checkHeader(header, whose);
    checkWord(header.pts(), payload, 0, whose);
    checkWord(header.pts(), payload, length - Long.BYTES, whose);
  }

  private static int checkHeader(FrameHeader header, String whose) {
    int length = (int) header.payloadLength();
    int format = header.width() - 1;
    boolean fits =
        format >= 0
            && format < FORMATS.length
            && header.format().equals(FORMATS[format])
            && length >= UNIT
            && header.height() == length / UNIT
            && header.planeRows(0) == length / UNIT
            && header.planeStride(0) == UNIT;
    Violation.unless(fits, whose + ": the header of frame " + header.pts() + " is torn");
    return length;
  }

  private static void checkWord(long number, DirectBuffer payload, int offset, String whose) {
    if (payload.getLong(offset) != word(number, offset)) {
      throw new Violation(whose + ": frame " + number + " is torn at byte " + offset);
    }
  }

  private static long word(long number, int offset) {
    return (number * SPREAD) ^ (offset * (SPREAD >>> 3));
  }
}
