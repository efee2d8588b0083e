package dev.zoetrope.display;

/** Pixels that a window shows, for tests. */
final class ShownPixels {
  private final int width;
  private final int height;
  private final byte[] rgb;

  /**
   * Keeps pixels.
   *
   * @param width pixels of a row
   * @param height rows
   * @param rgb three bytes for each pixel; not copied
   */
  ShownPixels(int width, int height, byte[] rgb) {
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /**
   * One value.
   *
   * @param channel 0 red, 1 green, 2 blue
   * @return 0 to 255
   */
  int value(int x, int y, int channel) {
    return rgb[(y * width + x) * 3 + channel] & 0xff;
  }
}
