package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Compares what a window shows with what libswscale makes of the same source. */
final class PixelComparison {
  private static final int BORDER = 2;

  private PixelComparison() {}

  /**
   * Compares all pixels, but for a border where neighbours may mix.
   *
   * @param reference filters that make the picture
   * @param shown what the window shows
   * @param tolerance largest mean error, of 255
   */
  static void assertAlike(String reference, ShownPixels shown, double tolerance)
      throws IOException {
    AVFrame wanted = TestStream.frame(reference + ",format=rgb24");
    assertEquals(wanted.width(), shown.width());
    assertEquals(wanted.height(), shown.height());
    long sum = 0;
    int largest = 0;
    int stride = wanted.linesize(0);
    try (BytePointer rgb = new BytePointer(wanted.data(0))) {
      rgb.capacity((long) stride * (wanted.height() - 1) + wanted.width() * 3L);
      for (int y = BORDER; y < wanted.height() - BORDER; y++) {
        for (int x = BORDER; x < wanted.width() - BORDER; x++) {
          for (int c = 0; c < 3; c++) {
            int is = shown.value(x, y, c);
            int error = Math.abs(is - (rgb.get((long) y * stride + x * 3L + c) & 0xff));
            sum += error;
            largest = Math.max(largest, error);
          }
        }
      }
    }
    double mean = sum / 3.0 / wanted.width() / wanted.height();
    av_frame_free(wanted);
    assertTrue(
        mean < tolerance, String.format(Locale.ROOT, "mean error %.2f, largest %d", mean, largest));
  }
}
