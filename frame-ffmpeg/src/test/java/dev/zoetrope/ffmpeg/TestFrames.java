package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Frames full of noise, and their comparison byte by byte. */
final class TestFrames {
  private TestFrames() {}

  /** A picture in memory of FFmpeg's own. */
  static AVFrame picture(String pixelFormat, int width, int height, long seed) {
    int format = av_get_pix_fmt(pixelFormat);
    assertTrue(format >= 0, pixelFormat);
    AVFrame frame = av_frame_alloc();
    frame.format(format).width(width).height(height);
    assertEquals(0, av_frame_get_buffer(frame, 0));
    Random random = new Random(seed);
    PictureLayout layout = PictureLayout.of(format, width, height);
    for (int plane = 0; plane < layout.planeCount(); plane++) {
      for (int row = 0; row < layout.rows(plane); row++) {
        byte[] bytes = new byte[layout.rowLength(plane)];
        random.nextBytes(bytes);
        row(frame, plane, row).put(bytes);
      }
    }
    return frame;
  }

  /** A block of samples in memory of FFmpeg's own. */
  static AVFrame samples(String sampleFormat, String layout, int channels, int count, long seed) {
    AVFrame frame = av_frame_alloc();
    frame.format(av_get_sample_fmt(sampleFormat)).nb_samples(count).sample_rate(44100);
    ChannelLayouts.set(layout, channels, frame.ch_layout());
    assertEquals(0, av_frame_get_buffer(frame, 0));
    Random random = new Random(seed);
    SampleLayout rows = SampleLayout.of(frame.format(), channels, count);
    for (int row = 0; row < rows.rows(); row++) {
      byte[] bytes = new byte[(int) rows.rowLength()];
      random.nextBytes(bytes);
      frame.extended_data(row).put(bytes);
    }
    return frame;
  }

  private static BytePointer row(AVFrame frame, int plane, int row) {
    return new Address(frame.data(plane).address() + (long) row * frame.linesize(plane));
  }

  static void assertSamePixels(AVFrame expected, AVFrame actual) {
    PictureLayout layout = PictureLayout.of(expected.format(), expected.width(), expected.height());
    for (int plane = 0; plane < layout.planeCount(); plane++) {
      for (int row = 0; row < layout.rows(plane); row++) {
        byte[] left = new byte[layout.rowLength(plane)];
        byte[] right = new byte[left.length];
        row(expected, plane, row).get(left);
        row(actual, plane, row).get(right);
        assertArrayEquals(left, right, "plane " + plane + ", row " + row);
      }
    }
  }

  static void assertSameSamples(AVFrame expected, AVFrame actual) {
    int channels = expected.ch_layout().nb_channels();
    SampleLayout rows = SampleLayout.of(expected.format(), channels, expected.nb_samples());
    for (int row = 0; row < rows.rows(); row++) {
      byte[] left = new byte[(int) rows.rowLength()];
      byte[] right = new byte[left.length];
      expected.extended_data(row).get(left);
      actual.extended_data(row).get(right);
      assertArrayEquals(left, right, "row " + row);
    }
  }
}
