package dev.zoetrope.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Frames whose every word tells the number of the frame, so that a torn one shows. */
public final class Frames {
  /** Bytes of one row. */
  public static final int STRIDE = 256;

  /** Rows of a frame. */
  public static final int ROWS = 32;

  /** Payload bytes of a frame. */
  public static final int LENGTH = STRIDE * ROWS;

  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private Frames() {}

  /** Publishes frame {@code number}, its presentation time, with the pattern of that number. */
  public static long publish(StreamWriter writer, long number) throws IOException {
    try (FrameClaim claim = writer.claim(LENGTH)) {
      return claim == null ? 0 : fill(claim, number).publish();
    }
  }

  /** As {@link #publish(StreamWriter, long)}, in a slot with room for more. */
  public static long publish(StreamWriter writer, long number, long room) throws IOException {
    try (FrameClaim claim = writer.claim(room)) {
      return claim == null ? 0 : fill(claim, number).publish();
    }
  }

  /** Fills header and payload. */
  public static FrameClaim fill(FrameClaim claim, long number) {
    describe(claim.header(), number);
    for (int row = 0; row < ROWS; row++) {
      fillRow(claim, number, row);
    }
    return claim;
  }

  /** Fills the header. */
  public static void describe(FrameHeader header, long number) {
    header
        .video("gray", STRIDE, ROWS)
        .planeCount(1)
        .plane(0, 0, STRIDE, ROWS)
        .payloadLength(LENGTH)
        .time(number, 1, 1, 1000);
  }

  /** Fills a payload. */
  public static void fill(MutableDirectBuffer payload, long number) {
    for (int offset = 0; offset < LENGTH; offset += Long.BYTES) {
      payload.putLong(offset, word(number, offset));
    }
  }

  /** Fills one row. */
  public static void fillRow(FrameClaim claim, long number, int row) {
    for (int offset = row * STRIDE; offset < (row + 1) * STRIDE; offset += Long.BYTES) {
      claim.payload().putLong(offset, word(number, offset));
    }
  }

  /** Checks every word of a frame against its presentation time. */
  public static long check(FrameLease lease) {
    long number = lease.header().pts();
    check(lease.payload(), number);
    return number;
  }

  /** Checks every word of a payload against the number that it should have. */
  public static void check(DirectBuffer payload, long number) {
    for (int row = 0; row < ROWS; row++) {
      for (int offset = row * STRIDE; offset < (row + 1) * STRIDE; offset += Long.BYTES) {
        long word = payload.getLong(offset);
        if (word != word(number, offset)) {
          assertEquals(word(number, offset), word, "torn: frame " + number + ", row " + row);
        }
      }
    }
  }

  private static long word(long number, int offset) {
    return number * SPREAD + offset;
  }
}
