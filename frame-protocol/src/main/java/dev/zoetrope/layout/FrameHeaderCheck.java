package dev.zoetrope.layout;

import static dev.zoetrope.layout.FrameHeaderDescriptor.*;

/**
 * Checks a frame header before anyone uses it: shared memory is untrusted input. After a pass every
 * plane lies within the payload, every divisor is positive and every name is terminated.
 */
public final class FrameHeaderCheck {
  private static final int MAX_DIMENSION = 65536;
  private static final int MAX_CHANNELS = 64;
  private static final int PLANE_ALIGNMENT = 64;
  private static final int MAX_CODE_POINT = 1 << 16;

  private FrameHeaderCheck() {}

  /**
   * Checks a header.
   *
   * @param header the header
   * @param payloadCapacity bytes of the slot's payload
   * @throws CorruptRegionException naming the first field at fault and its value
   */
  public static void check(FrameHeader header, long payloadCapacity) {
    long length = header.payloadLength();
    require(length >= 0 && length <= payloadCapacity, "payload length", length);
    require(header.timeBaseNum() >= 1, "time base numerator", header.timeBaseNum());
    require(header.timeBaseDen() >= 1, "time base denominator", header.timeBaseDen());
    checkTimes(header);
    require(header.sarNum() >= 0, "sample aspect ratio numerator", header.sarNum());
    require(header.sarDen() >= 1, "sample aspect ratio denominator", header.sarDen());
    requireName(header, FORMAT, FORMAT_LENGTH, "format");
    int kind = header.int32(KIND);
    if (kind == StreamKind.VIDEO.code()) {
      checkVideo(header);
    } else if (kind == StreamKind.AUDIO.code()) {
      checkAudio(header);
    } else {
      throw bad("kind", kind);
    }
    int planes = header.planeCount();
    require(planes >= 1 && planes <= MAX_PLANES, "plane count", planes);
    for (int i = 0; i < planes; i++) {
      checkPlane(header, i, length);
    }
  }

  /**
   * Checks a header of the same {@link FrameHeader#revision} as one that has passed.
   *
   * @param header the header
   * @throws CorruptRegionException naming the field at fault and its value
   */
  public static void checkTimes(FrameHeader header) {
    require(header.duration() >= 0, "duration", header.duration());
  }

  private static void checkPlane(FrameHeader header, int plane, long payloadLength) {
    long offset = header.planeOffset(plane);
    long stride = header.planeStride(plane);
    int rows = header.planeRows(plane);
    require(
        offset >= 0 && offset <= payloadLength && offset % PLANE_ALIGNMENT == 0,
        "plane offset",
        offset);
    require(stride >= 0 && stride <= payloadLength, "plane stride", stride);
    require(rows >= 0 && rows <= 2 * MAX_DIMENSION, "plane rows", rows);
    require(stride * rows <= payloadLength - offset, "plane length", stride * rows);
  }

  private static void checkVideo(FrameHeader header) {
    int width = header.width();
    int height = header.height();
    require(width >= 1 && width <= MAX_DIMENSION, "width", width);
    require(height >= 1 && height <= MAX_DIMENSION, "height", height);
    requireCrop(header.cropLeft(), header.cropRight(), width, "horizontal crop");
    requireCrop(header.cropTop(), header.cropBottom(), height, "vertical crop");
    for (int offset = COLOR_RANGE; offset <= CHROMA_LOCATION; offset += Integer.BYTES) {
      int code = header.int32(offset);
      require(code >= 0 && code < MAX_CODE_POINT, "colour code", code);
    }
    require(header.rotation() >= 0 && header.rotation() < 360, "rotation", header.rotation());
  }

  private static void checkAudio(FrameHeader header) {
    require(header.sampleRate() >= 1, "sample rate", header.sampleRate());
    require(header.sampleCount() >= 0, "sample count", header.sampleCount());
    int channels = header.channels();
    require(channels >= 1 && channels <= MAX_CHANNELS, "channels", channels);
    int rows = header.planeRows(0);
    require(header.planeCount() == 1, "plane count", header.planeCount());
    require(rows == 1 || rows == channels, "plane rows", rows);
    requireName(header, CHANNEL_LAYOUT, CHANNEL_LAYOUT_LENGTH, "channel layout");
  }

  private static void requireCrop(int before, int after, int size, String field) {
    require(before >= 0 && before < size, field, before);
    require(after >= 0 && after < size - before, field, after);
  }

  private static void requireName(FrameHeader header, int offset, int capacity, String field) {
    byte last = 1;
    for (int i = 0; i < capacity && last != 0; i++) {
      last = header.octet(offset + i);
      require(last == 0 ? i > 0 : last > ' ' && last < 127, field, last);
    }
    require(last == 0, field, last);
  }

  private static void require(boolean holds, String field, long value) {
    if (!holds) {
      throw bad(field, value);
    }
  }

  private static CorruptRegionException bad(String field, long value) {
    return new CorruptRegionException("frame header: " + field + " is " + value);
  }
}
