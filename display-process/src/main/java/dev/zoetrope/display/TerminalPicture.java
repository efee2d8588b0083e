package dev.zoetrope.display;

import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** A picture as characters: upper half blocks, whose two colours are two pixels. */
final class TerminalPicture {
  private static final String UPPER_HALF = "\u2580";
  private static final int BLACK = 0;

  private final int columns;
  private final int rows;
  private final int[] pixels;

  private TerminalPicture(int columns, int rows) {
    this.columns = columns;
    this.rows = rows;
    this.pixels = new int[columns * rows * 2];
  }

  /**
   * Takes the pixels of a scaled picture.
   *
   * @param scaled rgb24, of the size that the fit says
   * @param fit where it goes in an area of {@code columns} by twice {@code rows} pixels
   * @param columns characters of a line
   * @param rows lines
   * @return the picture
   */
  static TerminalPicture of(AVFrame scaled, PictureFit fit, int columns, int rows) {
    int width = scaled.width();
    int height = scaled.height();
    int stride = scaled.linesize(0);
    byte[] rgb = new byte[stride * height];
    // The last row may end before its stride does.
    int length = stride * (height - 1) + width * 3;
    try (BytePointer data = new BytePointer(scaled.data(0))) {
      data.capacity(length).get(rgb, 0, length);
    }
    TerminalPicture picture = new TerminalPicture(columns, rows);
    double radians = Math.toRadians(fit.degrees());
    double cosine = Math.cos(radians);
    double sine = Math.sin(radians);
    double centreX = fit.x() + fit.width() / 2;
    double centreY = fit.y() + fit.height() / 2;
    for (int y = 0; y < rows * 2; y++) {
      for (int x = 0; x < columns; x++) {
        // Turned back about the centre: which pixel of the picture comes here.
        double dx = x + 0.5 - centreX;
        double dy = y + 0.5 - centreY;
        int fromX = (int) Math.floor(dx * cosine + dy * sine + width / 2.0);
        int fromY = (int) Math.floor(dy * cosine - dx * sine + height / 2.0);
        if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) {
          int column = fit.flip() ? width - 1 - fromX : fromX;
          int at = fromY * stride + column * 3;
          picture.pixels[y * columns + x] =
              (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
        }
      }
    }
    return picture;
  }

  /** One pixel, as red, green and blue bytes. */
  int pixel(int x, int y) {
    return pixels[y * columns + x];
  }

  /** Everything to write for this picture, with lines of text over it. */
  String text(List<String> overlay) {
    StringBuilder text = new StringBuilder(columns * rows * 24);
    text.append("\033[?2026h");
    for (int row = 0; row < rows; row++) {
      text.append("\033[").append(row + 1).append(";1H\033[0m");
      int from = 0;
      if (row < overlay.size()) {
        String line = overlay.get(row);
        from = Math.min(columns, line.length());
        text.append(line, 0, from);
      }
      appendRow(text, row, from);
    }
    return text.append("\033[0m\033[?2026l").toString();
  }

  private void appendRow(StringBuilder text, int row, int from) {
    int upper = -1;
    int lower = -1;
    for (int x = from; x < columns; x++) {
      int nextUpper = pixels[2 * row * columns + x];
      int nextLower = pixels[(2 * row + 1) * columns + x];
      if (nextUpper != upper) {
        upper = nextUpper;
        color(text, 38, upper);
      }
      if (nextLower != lower) {
        lower = nextLower;
        color(text, 48, lower);
      }
      text.append(upper == BLACK && lower == BLACK ? " " : UPPER_HALF);
    }
  }

  private static void color(StringBuilder text, int what, int rgb) {
    text.append("\033[").append(what).append(";2;").append(rgb >> 16).append(';');
    text.append(rgb >> 8 & 0xff).append(';').append(rgb & 0xff).append('m');
  }
}
