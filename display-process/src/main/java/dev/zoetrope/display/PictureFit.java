package dev.zoetrope.display;

/**
 * Where a picture goes in an area that it fits without distortion, centred, black around it.
 *
 * <p>The rectangle is that of the picture before it is turned about the rectangle's centre, as
 * renderers want it: of a picture on its side, {@code width} runs from top to bottom of the screen.
 *
 * @param x left edge before turning, pixels of the area
 * @param y top edge before turning
 * @param width width before turning
 * @param height height before turning
 * @param degrees how far to turn, clockwise
 * @param flip mirror left to right, before turning
 */
public record PictureFit(
    double x, double y, double width, double height, int degrees, boolean flip) {
  /**
   * Fits a picture into an area, as large as it will go.
   *
   * @param picture the picture
   * @param areaWidth pixels, at least 1
   * @param areaHeight pixels, at least 1
   * @return its place
   */
  public static PictureFit of(PictureInfo picture, int areaWidth, int areaHeight) {
    double scale = Math.min(areaWidth / picture.shownWidth(), areaHeight / picture.shownHeight());
    double width = whole(picture.squareWidth() * scale);
    double height = whole(picture.squareHeight() * scale);
    boolean upright = picture.rotation() % 180 == 0;
    double centreX = centre(areaWidth, upright ? width : height);
    double centreY = centre(areaHeight, upright ? height : width);
    return new PictureFit(
        centreX - width / 2,
        centreY - height / 2,
        width,
        height,
        picture.rotation(),
        picture.flip());
  }

  /**
   * The natural size of a picture, reduced to an area where it is larger.
   *
   * @param picture the picture
   * @param areaWidth pixels
   * @param areaHeight pixels
   * @return width and height as shown, at least 1 each
   */
  static int[] windowSize(PictureInfo picture, int areaWidth, int areaHeight) {
    double scale =
        Math.min(1, Math.min(areaWidth / picture.shownWidth(), areaHeight / picture.shownHeight()));
    return new int[] {
      (int) whole(picture.shownWidth() * scale), (int) whole(picture.shownHeight() * scale)
    };
  }

  /** Width of the smallest upright rectangle around one that was turned. */
  static double boundingWidth(double width, double height, int degrees) {
    return switch (degrees) {
      case 0, 180 -> width;
      case 90, 270 -> height;
      default -> {
        double radians = Math.toRadians(degrees);
        yield Math.abs(width * Math.cos(radians)) + Math.abs(height * Math.sin(radians));
      }
    };
  }

  /** Whole pixels, so that edges stay sharp. */
  private static double whole(double length) {
    return Math.max(1, Math.rint(length));
  }

  private static double centre(int area, double length) {
    return Math.floor((area - length) / 2) + length / 2;
  }
}
