package dev.zoetrope.ffmpeg;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Map;
import org.bytedeco.javacv.Frame;

/**
 * A leased slot as a JavaCV {@code Frame}, without a copy.
 *
 * <p>Limits, which are JavaCV's: the buffers are read-only and good only while the lease is open; a
 * {@code Frame} has one stride, so only the first plane's is there, and further planes are found
 * with the header's own strides; packed 8-bit formats (gray, rgb24, bgr24, rgba, bgra, argb, abgr)
 * come as JavaCV's own grabber delivers them, 16-bit gray as unsigned shorts, all others as bytes
 * of each plane; a crop is not applied.
 */
public final class JavaCvFrames {
  private static final long NS_PER_US = 1000;
  private static final Map<String, Integer> PACKED_CHANNELS =
      Map.of(
          "gray", 1, "rgb24", 3, "bgr24", 3, "rgba", 4, "bgra", 4, "argb", 4, "abgr", 4, "rgb0", 4,
          "bgr0", 4);

  private JavaCvFrames() {}

  /**
   * Views a lease.
   *
   * @param lease open, and to be kept open while the frame is used
   * @return the frame; closing it does nothing to the lease
   */
  public static Frame view(FrameLease lease) {
    FrameHeader header = lease.header();
    Frame frame = header.kind() == StreamKind.VIDEO ? picture(lease) : samples(lease);
    frame.keyFrame = header.has(FrameHeader.KEY);
    frame.timestamp = header.pts() == FrameHeader.NO_PTS ? 0 : header.ptsNs() / NS_PER_US;
    return frame;
  }

  private static Frame picture(FrameLease lease) {
    FrameHeader header = lease.header();
    Frame frame = new Frame();
    frame.imageWidth = header.width();
    frame.imageHeight = header.height();
    frame.image = new Buffer[header.planeCount()];
    for (int plane = 0; plane < frame.image.length; plane++) {
      frame.image[plane] = lease.plane(plane);
    }
    boolean is16Bit = header.format().equals("gray16le");
    if (is16Bit) {
      frame.image[0] = lease.plane(0).asShortBuffer();
    }
    frame.imageDepth = is16Bit ? Frame.DEPTH_USHORT : Frame.DEPTH_UBYTE;
    // JavaCV counts elements here, not bytes.
    frame.imageStride = (int) header.planeStride(0) / (is16Bit ? Short.BYTES : 1);
    frame.imageChannels = PACKED_CHANNELS.getOrDefault(header.format(), 1);
    frame.type = Frame.Type.VIDEO;
    return frame;
  }

  private static Frame samples(FrameLease lease) {
    FrameHeader header = lease.header();
    Frame frame = new Frame();
    frame.sampleRate = header.sampleRate();
    frame.audioChannels = header.channels();
    int rows = header.planeRows(0);
    frame.samples = new Buffer[rows];
    int valuesPerRow = header.sampleCount() * (rows == 1 ? header.channels() : 1);
    for (int row = 0; row < rows; row++) {
      frame.samples[row] = row(lease, row, valuesPerRow);
    }
    frame.type = Frame.Type.AUDIO;
    return frame;
  }

  private static Buffer row(FrameLease lease, int row, int values) {
    int stride = (int) lease.header().planeStride(0);
    ByteBuffer bytes = lease.plane(0).position(row * stride);
    ByteBuffer rest = bytes.slice().order(bytes.order());
    String format = lease.header().format().replaceFirst("p$", "");
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
