package dev.zoetrope.encoder;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Takes frames one after the other. */
@FunctionalInterface
interface FrameConsumer {
  /**
   * Takes a frame.
   *
   * @param frame with its time base set; stays the caller's, who frees it
   * @throws IOException when it cannot be used
   */
  void accept(AVFrame frame) throws IOException;
}
