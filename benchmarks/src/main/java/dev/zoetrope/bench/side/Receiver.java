package dev.zoetrope.bench.side;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One way of handing frames over, seen from a process that gets them. One thread. */
interface Receiver extends AutoCloseable {
  /**
   * Waits for the next frame.
   *
   * @return its stamp; below 0: that was the last one
   */
  long receive() throws IOException;

  /** Its bytes, in any byte order. Good until {@link #release}. */
  ByteBuffer payload() throws IOException;

  /** Gives it back. */
  void release();

  @Override
  void close() throws IOException;
}
