package dev.zoetrope.encoder;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What must be the same in all pictures that go through one filter graph, or into one encoder.
 *
 * @param pixelFormat FFmpeg's number
 * @param width pixels
 * @param height pixels
 * @param colorRange FFmpeg's number
 * @param colorSpace FFmpeg's number
 * @param timeBase of the times
 */
record PictureFormat(
    int pixelFormat, int width, int height, int colorRange, int colorSpace, Rational timeBase) {

  static PictureFormat of(AVFrame frame) {
    return new PictureFormat(
        frame.format(),
        frame.width(),
        frame.height(),
        frame.color_range(),
        frame.colorspace(),
        Rational.of(frame.time_base()));
  }

  /** Whether a frame is of this format; {@link #of} would make two objects for each. */
  boolean isOf(AVFrame frame) {
    return pixelFormat == frame.format()
        && width == frame.width()
        && height == frame.height()
        && colorRange == frame.color_range()
        && colorSpace == frame.colorspace()
        && timeBase.isOf(frame.time_base());
  }

  /** Whether an encoder cannot tell them apart. */
  boolean looksLike(PictureFormat other) {
    return pixelFormat == other.pixelFormat && width == other.width && height == other.height;
  }
}
