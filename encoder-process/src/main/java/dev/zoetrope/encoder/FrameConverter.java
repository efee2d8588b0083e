package dev.zoetrope.encoder;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Makes of the frames of a stream what its encoder takes; hands them on untouched where they are
 * that already.
 */
interface FrameConverter extends AutoCloseable {
  /**
   * Converts a frame.
   *
   * @param frame its reference may be taken over; the caller still frees the frame
   * @param out gets none, one or several frames
   * @throws IOException when a filter or the consumer fails
   */
  void convert(AVFrame frame, FrameConsumer out) throws IOException;

  /** Whether the filters want no more frames, as after {@code trim}. */
  boolean isEnded();

  /** Hands out what is still held, at the end of the stream. */
  void finish(FrameConsumer out) throws IOException;

  @Override
  void close();
}
