package dev.zoetrope.capture;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Takes the frames of one stream, in order, from the one thread that decodes it. */
interface FrameSink {
  /**
   * Passes a frame on, waiting as long as readers and pacing demand.
   *
   * @param frame stays the caller's; {@code pts} and {@code duration} are in its {@code time_base}
   * @param captureTimeNs when the frame came to be, nanoseconds of {@link System#nanoTime()}
   * @param discontinuity whether frames before this one are missing
   * @return false when no more frames are wanted
   * @throws IOException when the frame cannot be passed on, nor any after it
   */
  boolean accept(AVFrame frame, long captureTimeNs, boolean discontinuity) throws IOException;

  /**
   * Whether frames may pile up before this for now, since they come from a live source and are
   * wanted all the same. From any thread.
   */
  default boolean isCatchingUp() {
    return false;
  }

  /** Says that the stream ended in order. Called at most once, after the last frame. */
  void end() throws IOException;
}
