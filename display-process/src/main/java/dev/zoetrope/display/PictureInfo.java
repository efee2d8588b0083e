package dev.zoetrope.display;

import dev.zoetrope.layout.FrameHeader;

/**
 * What the display needs to know of a picture after its lease is gone.
 *
 * @param format FFmpeg's name of the pixel format
 * @param width visible width, pixels
 * @param height visible height, pixels
 * @param cropLeft coded pixels left of the visible ones
 * @param cropTop coded pixels above the visible ones
 * @param sampleAspect width of a pixel over its height; 1 when unknown
 * @param rotation degrees clockwise, 0 to 359
 * @param flip mirror left to right, before the rotation
 * @param colorRange 0 unspecified, 1 limited, 2 full
 * @param colorMatrix matrix coefficients, ITU-T H.273
 * @param ptsNs presentation time, nanoseconds of media time, or {@link FrameHeader#NO_PTS}
 * @param durationNs nanoseconds, 0 when unknown
 * @param captureTimeNs when it was captured, nanoseconds of {@link System#nanoTime()}
 */
public record PictureInfo(
    String format,
    int width,
    int height,
    int cropLeft,
    int cropTop,
    double sampleAspect,
    int rotation,
    boolean flip,
    int colorRange,
    int colorMatrix,
    long ptsNs,
    long durationNs,
    long captureTimeNs) {
  /**
   * Reads a header.
   *
   * @param header a video frame's header that passed its check
   * @return its values
   */
  public static PictureInfo of(FrameHeader header) {
    return new PictureInfo(
        header.format(),
        header.width() - header.cropLeft() - header.cropRight(),
        header.height() - header.cropTop() - header.cropBottom(),
        header.cropLeft(),
        header.cropTop(),
        header.sarNum() == 0 ? 1 : (double) header.sarNum() / header.sarDen(),
        header.rotation(),
        header.has(FrameHeader.HORIZONTAL_FLIP),
        header.colorRange(),
        header.colorMatrix(),
        header.ptsNs(),
        header.durationNs(),
        header.captureTimeNs());
  }

  /** The same picture where nothing is cropped. */
  PictureInfo uncropped() {
    return new PictureInfo(
        format,
        width,
        height,
        0,
        0,
        sampleAspect,
        rotation,
        flip,
        colorRange,
        colorMatrix,
        ptsNs,
        durationNs,
        captureTimeNs);
  }

  /** Width at which the picture, not yet rotated, has square pixels. */
  double squareWidth() {
    return sampleAspect >= 1 ? width * sampleAspect : width;
  }

  /** Height at which the picture, not yet rotated, has square pixels. */
  double squareHeight() {
    return sampleAspect >= 1 ? height : height / sampleAspect;
  }

  /** Width of the picture as shown at its natural size: square pixels, rotated. */
  double shownWidth() {
    return PictureFit.boundingWidth(squareWidth(), squareHeight(), rotation);
  }

  /** Height of the picture as shown at its natural size. */
  double shownHeight() {
    return PictureFit.boundingWidth(squareHeight(), squareWidth(), rotation);
  }
}
