package dev.zoetrope.ffmpeg;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.javacv.Frame;

/**
 * A slot as a JavaCV {@code Frame}, which JavaCV's converters take: {@code
 * OpenCVFrameConverter.ToMat} makes an OpenCV {@code Mat} over the same memory, when the OpenCV
 * preset is on the class path.
 *
 * <p>Choose by what will be done with it:
 *
 * <ul>
 *   <li>{@link #readOnlyView}: no copy; for algorithms that only look. Native code that writes to
 *       it ends the process: the pages are read-only. Good while the lease is open.
 *   <li>{@link #copyOf}: a copy on the heap of native memory; for algorithms that draw or change in
 *       place, and to keep. Good for ever.
 *   <li>{@link #writableView}: no copy; to produce a frame in a claimed slot. Good while the claim
 *       is open.
 * </ul>
 *
 * <p>Limits, which are JavaCV's: a {@code Frame} has one stride, so only the first plane's is
 * there, and further planes are found with the header's own strides; packed formats of 8 and 16 bit
 * (gray, rgb24, bgr24, rgba, bgra, gray16le, rgb48le, ...) and grayf32le come as JavaCV's own
 * grabber delivers them, all others as bytes of each plane; a crop is not applied. So ask for
 * {@code bgr24} where OpenCV shall see colours.
 */
public final class JavaCvFrames {
  private static final long NS_PER_US = 1000;
  private static final Packing BYTES = new Packing(1, Frame.DEPTH_UBYTE);
  private static final Map<String, Packing> PACKED = packed();

  /** How pixels are packed: values of a pixel, and JavaCV's name for the type of a value. */
  private record Packing(int channels, int depth) {
    int bytesPerValue() {
      return Math.abs(depth) / Byte.SIZE;
    }

    Buffer view(ByteBuffer plane) {
      return switch (depth) {
        case Frame.DEPTH_USHORT -> plane.asShortBuffer();
        case Frame.DEPTH_FLOAT -> plane.asFloatBuffer();
        default -> plane;
      };
    }
  }

  private JavaCvFrames() {}

  private static Map<String, Packing> packed() {
    Map<String, Packing> packed = new HashMap<>();
    for (String name : List.of("rgb24", "bgr24")) {
      packed.put(name, new Packing(3, Frame.DEPTH_UBYTE));
    }
    for (String name : List.of("rgba", "bgra", "argb", "abgr", "rgb0", "bgr0", "0rgb", "0bgr")) {
      packed.put(name, new Packing(4, Frame.DEPTH_UBYTE));
    }
    packed.put("gray16le", new Packing(1, Frame.DEPTH_USHORT));
    for (String name : List.of("rgb48le", "bgr48le")) {
      packed.put(name, new Packing(3, Frame.DEPTH_USHORT));
    }
    for (String name : List.of("rgba64le", "bgra64le")) {
      packed.put(name, new Packing(4, Frame.DEPTH_USHORT));
    }
    packed.put("grayf32le", new Packing(1, Frame.DEPTH_FLOAT));
    return Map.copyOf(packed);
  }

  /**
   * Views a lease.
   *
   * @param lease open, and to be kept open while the frame is used
   * @return the frame, over read-only buffers; closing it does nothing to the lease
   */
  public static Frame readOnlyView(FrameLease lease) {
    return frame(lease.header(), lease::plane);
  }

  /**
   * Copies a lease.
   *
   * @param lease open; no longer needed afterwards
   * @return the frame, over direct buffers of its own, which may be written
   */
  public static Frame copyOf(FrameLease lease) {
    return frame(lease.header(), plane -> copy(lease.plane(plane)));
  }

  /**
   * Views a claim whose header describes it already.
   *
   * @param claim open, and to be kept open while the frame is used
   * @return the frame, over the slot itself, to be written; closing it does nothing to the claim
   */
  public static Frame writableView(FrameClaim claim) {
    return frame(claim.header(), claim::plane);
  }

  private static ByteBuffer copy(ByteBuffer plane) {
    return ByteBuffer.allocateDirect(plane.remaining()).order(plane.order()).put(plane).flip();
  }

  private static Frame frame(FrameHeader header, IntFunction<ByteBuffer> planes) {
    Frame frame =
        header.kind() == StreamKind.VIDEO ? picture(header, planes) : samples(header, planes);
    frame.keyFrame = header.has(FrameHeader.KEY);
    frame.timestamp = header.pts() == FrameHeader.NO_PTS ? 0 : header.ptsNs() / NS_PER_US;
    return frame;
  }

  private static Frame picture(FrameHeader header, IntFunction<ByteBuffer> planes) {
    Packing packing = PACKED.getOrDefault(header.format(), BYTES);
    Frame frame = new Frame();
    frame.imageWidth = header.width();
    frame.imageHeight = header.height();
    frame.image = new Buffer[header.planeCount()];
    for (int plane = 0; plane < frame.image.length; plane++) {
      frame.image[plane] = packing.view(planes.apply(plane));
    }
    frame.imageDepth = packing.depth();
    // JavaCV counts values here, not bytes.
    frame.imageStride = (int) header.planeStride(0) / packing.bytesPerValue();
    frame.imageChannels = packing.channels();
    frame.type = Frame.Type.VIDEO;
    return frame;
  }

  private static Frame samples(FrameHeader header, IntFunction<ByteBuffer> planes) {
    Frame frame = new Frame();
    frame.sampleRate = header.sampleRate();
    frame.audioChannels = header.channels();
    int rows = header.planeRows(0);
    frame.samples = new Buffer[rows];
    ByteBuffer plane = planes.apply(0);
    int valuesPerRow = header.sampleCount() * (rows == 1 ? header.channels() : 1);
    for (int row = 0; row < rows; row++) {
      frame.samples[row] = row(header, plane, row, valuesPerRow);
    }
    frame.type = Frame.Type.AUDIO;
    return frame;
  }

  private static Buffer row(FrameHeader header, ByteBuffer plane, int row, int values) {
    int stride = (int) header.planeStride(0);
    ByteBuffer rest = plane.duplicate().position(row * stride).slice().order(plane.order());
    String format = header.format().replaceFirst("p$", "");
    return switch (format) {
      case "s16" -> rest.asShortBuffer().limit(values);
      case "s32" -> rest.asIntBuffer().limit(values);
      case "s64" -> rest.asLongBuffer().limit(values);
      case "flt" -> rest.asFloatBuffer().limit(values);
      case "dbl" -> rest.asDoubleBuffer().limit(values);
      default -> rest.limit(values);
    };
  }
}
