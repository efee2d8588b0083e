package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.Layout;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.agrona.MutableDirectBuffer;

/**
 * A frame that the kit publishes, and what a reader has to report of it.
 *
 * @param number its presentation time, and the seed of its bytes
 * @param format FFmpeg's name
 * @param width pixels; 0: an audio frame
 * @param height pixels; audio: samples
 */
record KitFrame(long number, String format, int width, int height) {
  private static final int ALIGNMENT = 64;
  private static final int SAMPLE_BYTES = 4;
  private static final int CHANNELS = 2;
  private static final int SAMPLE_RATE = 48_000;

  /** The frame that most checks use. */
  static KitFrame of(long number) {
    return new KitFrame(number, "gray", 64, 48);
  }

  /** Frames from one number to another, both included. */
  static List<KitFrame> range(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(KitFrame::of).toList();
  }

  /** A block of planar samples. */
  static KitFrame audio(long number, int samples) {
    return new KitFrame(number, "fltp", 0, samples);
  }

  /** The same frame with twice the rows. */
  KitFrame taller() {
    return new KitFrame(number, format, width, 2 * height);
  }

  private int planes() {
    return format.equals("yuv444p") ? 3 : 1;
  }

  private int stride() {
    return (int) Layout.align((long) (width == 0 ? height * SAMPLE_BYTES : width), ALIGNMENT);
  }

  private int rows() {
    return width == 0 ? CHANNELS : height;
  }

  /** Bytes of its payload. */
  int length() {
    return planes() * stride() * rows();
  }

  /** Publishes it through a writer of this project. */
  void publish(StreamWriter writer) throws IOException {
    try (FrameClaim claim = writer.claim(length())) {
      fill(claim.header(), claim.payload());
      claim.publish();
    }
  }

  /** Writes header and payload into a slot. */
  void fill(FrameHeader header, MutableDirectBuffer payload) {
    header.reset();
    header.time(number, 1, 1, 25).payloadLength(length()).planeCount(planes());
    if (width == 0) {
      header.audio(format, SAMPLE_RATE, CHANNELS, "stereo", height);
    } else {
      header.video(format, width, height);
    }
    for (int plane = 0; plane < planes(); plane++) {
      header.plane(plane, (long) plane * stride() * rows(), stride(), rows());
    }
    payload.putBytes(0, bytes());
  }

  private byte[] bytes() {
    byte[] bytes = new byte[length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (number * 31 + i * 7L + i / 251);
    }
    return bytes;
  }

  /** What a reader reports after {@code frame} or {@code held}. */
  String line(long epoch, long sequence) {
    CRC32 crc = new CRC32();
    crc.update(bytes());
    String size = width == 0 ? String.valueOf(height) : width + "x" + height;
    return String.format(
        Locale.ROOT, "%d %d %d %s %s %08x", epoch, sequence, number, format, size, crc.getValue());
  }
}
