package dev.zoetrope.stage;

import dev.zoetrope.layout.FrameHeader;

/** Knows {@code gray} and {@code u8} only: what the tests of this module need. */
final class GrayLayouts implements FrameLayouts {
  private static final int ALIGNMENT = 64;

  @Override
  public void layOut(FrameHeader header) {
    long stride = (rowLength(header) + ALIGNMENT - 1) & -ALIGNMENT;
    header.planeCount(1).plane(0, 0, stride, rows(header)).payloadLength(stride * rows(header));
  }

  @Override
  public void check(FrameHeader header) {
    if (header.planeStride(0) < rowLength(header) || header.planeRows(0) < rows(header)) {
      throw new IllegalArgumentException("plane 0 is too small");
    }
  }

  private static long rowLength(FrameHeader header) {
    return switch (header.format()) {
      case "gray" -> header.width();
      case "u8" -> (long) header.sampleCount() * header.channels();
      default -> throw new IllegalArgumentException("format '" + header.format() + "': not known");
    };
  }

  private static int rows(FrameHeader header) {
    return header.format().equals("gray") ? header.height() : 1;
  }
}
