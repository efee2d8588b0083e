package dev.zoetrope.launcher.conformance;

import dev.zoetrope.layout.FrameHeader;
import org.agrona.DirectBuffer;

/** The frames that a writer under test publishes: each row has one value, told by the time. */
final class WrittenFrame {
  /** Bytes of a row. */
  static final int WIDTH = 64;

  /** Rows of a frame before the writer is told to grow. */
  static final int ROWS = 48;

  private WrittenFrame() {}

  /** Checks that this is frame {@code number}, whole and unmixed. */
  static void check(FrameHeader header, DirectBuffer payload, long number, int rows)
      throws Violation {
    Violation.unlessEqual("gray", header.format(), "format of a frame");
    Violation.unlessEqual(WIDTH, header.width(), "width of a frame");
    Violation.unlessEqual(rows, header.height(), "height of a frame");
    Violation.unlessEqual(number, header.pts(), "presentation time of a frame");
    for (int y = 0; y < rows; y++) {
      long row = header.planeOffset(0) + y * header.planeStride(0);
      for (int x = 0; x < WIDTH; x++) {
        int value = payload.getByte((int) row + x) & 0xFF;
        long expected = number + y & 0xFF;
        Violation.unless(
            value == expected,
            "frame " + number + " has " + value + " in row " + y + ", expected: " + expected);
      }
    }
  }
}
