package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLPixels.*;

/**
 * Chooses SDL's colour space for a YUV texture. Pictures of 720 lines and more that do not say
 * theirs are taken as BT.709, smaller ones as BT.601, as players do.
 */
final class TextureColors {
  private static final int FULL_RANGE = 2;
  private static final int HD_LINES = 720;

  private TextureColors() {}

  /**
   * Whether every renderer does a matrix of ITU-T H.273 itself. BT.2020 they do for ten bits only.
   */
  static boolean knows(int matrix) {
    return switch (matrix) {
      case 0, 1, 2, 5, 6 -> true;
      default -> false;
    };
  }

  /**
   * Chooses.
   *
   * @param format FFmpeg's name of the pixel format
   * @param range 0 unspecified, 1 limited, 2 full
   * @param matrix matrix coefficients, ITU-T H.273
   * @param height lines of the picture
   * @return SDL's number
   */
  static int of(String format, int range, int matrix, int height) {
    boolean full = range == FULL_RANGE || format.startsWith("yuvj") || "gray".equals(format);
    boolean bt709 = matrix == 1 || (matrix != 5 && matrix != 6 && height >= HD_LINES);
    if (bt709) {
      return full ? SDL_COLORSPACE_BT709_FULL : SDL_COLORSPACE_BT709_LIMITED;
    }
    return full ? SDL_COLORSPACE_BT601_FULL : SDL_COLORSPACE_BT601_LIMITED;
  }
}
