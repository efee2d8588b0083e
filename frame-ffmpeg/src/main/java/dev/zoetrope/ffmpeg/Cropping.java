package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Crops of frames: FFmpeg's encoders and filters do not look at them. */
public final class Cropping {
  private static final int ALIGNMENT = 64;

  private Cropping() {}

  /** Whether less than the whole coded picture is visible. */
  public static boolean isCropped(AVFrame frame) {
    return (frame.crop_left() | frame.crop_right() | frame.crop_top() | frame.crop_bottom()) != 0;
  }

  /**
   * Another reference to a frame that begins where its crop says; no pixel is copied.
   *
   * @param frame not changed
   * @return to be freed by the caller
   */
  public static AVFrame visible(AVFrame frame) {
    AVFrame visible = av_frame_clone(frame);
    if (visible == null || visible.isNull()) {
      throw new OutOfMemoryError("frame: out of memory");
    }
    av_frame_apply_cropping(visible, AV_FRAME_CROP_UNALIGNED);
    return visible;
  }

  /** Whether every plane begins where vector instructions of encoders may want it. */
  public static boolean isAligned(AVFrame frame) {
    for (int plane = 0; plane < AVFrame.AV_NUM_DATA_POINTERS; plane++) {
      if (frame.data(plane) != null && frame.data(plane).address() % ALIGNMENT != 0) {
        return false;
      }
    }
    return true;
  }
}
