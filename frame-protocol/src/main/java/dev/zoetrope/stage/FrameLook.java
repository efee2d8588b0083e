package dev.zoetrope.stage;

import static dev.zoetrope.layout.FrameHeaderDescriptor.MASTERING_VALUES;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;

/** What of a header is about the look or sound of a frame, and what about its time. */
final class FrameLook {
  /** Flags that say how the pixels are to be understood, not what happened to the frame. */
  private static final int DESCRIBING =
      FrameHeader.INTERLACED
          | FrameHeader.TOP_FIELD_FIRST
          | FrameHeader.HORIZONTAL_FLIP
          | FrameHeader.HAS_MASTERING_DISPLAY
          | FrameHeader.HAS_LIGHT_LEVELS;

  private FrameLook() {}

  /** Whether two frames want the same treatment; allocates nothing for video. */
  static boolean isSame(FrameHeader a, FrameHeader b) {
    return a.kind() == b.kind()
        && a.sameFormat(b)
        && a.timeBaseNum() == b.timeBaseNum()
        && a.timeBaseDen() == b.timeBaseDen()
        && (a.kind() == StreamKind.VIDEO ? isSamePicture(a, b) : isSameSound(a, b));
  }

  private static boolean isSamePicture(FrameHeader a, FrameHeader b) {
    return a.width() == b.width()
        && a.height() == b.height()
        && isSameCrop(a, b)
        && a.sarNum() == b.sarNum()
        && a.sarDen() == b.sarDen()
        && a.colorRange() == b.colorRange()
        && a.colorPrimaries() == b.colorPrimaries()
        && a.colorTransfer() == b.colorTransfer()
        && a.colorMatrix() == b.colorMatrix()
        && a.chromaLocation() == b.chromaLocation()
        && a.rotation() == b.rotation();
  }

  private static boolean isSameCrop(FrameHeader a, FrameHeader b) {
    return a.cropLeft() == b.cropLeft()
        && a.cropTop() == b.cropTop()
        && a.cropRight() == b.cropRight()
        && a.cropBottom() == b.cropBottom();
  }

  private static boolean isSameSound(FrameHeader a, FrameHeader b) {
    return a.sampleRate() == b.sampleRate()
        && a.channels() == b.channels()
        && a.channelLayout().equals(b.channelLayout());
  }

  /** Copies presentation time, duration, time base, capture time and flags. */
  static void copyTime(FrameHeader from, FrameHeader to) {
    to.time(from.pts(), from.duration(), from.timeBaseNum(), from.timeBaseDen());
    to.captureTimeNs(from.captureTimeNs());
    to.flags((from.flags() & ~DESCRIBING) | (to.flags() & DESCRIBING));
  }

  /**
   * Copies how a picture is to be shown: aspect ratio, colours, rotation, fields, and the crop
   * where the size is the same.
   */
  static void copyLook(FrameHeader from, FrameHeader to) {
    if (from.kind() != StreamKind.VIDEO || to.kind() != StreamKind.VIDEO) {
      return;
    }
    to.flags((to.flags() & ~DESCRIBING) | (from.flags() & DESCRIBING));
    to.sampleAspectRatio(from.sarNum(), from.sarDen());
    to.color(
        from.colorRange(),
        from.colorPrimaries(),
        from.colorTransfer(),
        from.colorMatrix(),
        from.chromaLocation());
    to.rotation(from.rotation());
    to.lightLevels(from.maxCll(), from.maxFall());
    for (int i = 0; i < MASTERING_VALUES; i++) {
      to.mastering(i, from.mastering(i));
    }
    if (from.width() == to.width() && from.height() == to.height()) {
      to.crop(from.cropLeft(), from.cropTop(), from.cropRight(), from.cropBottom());
    }
  }
}
