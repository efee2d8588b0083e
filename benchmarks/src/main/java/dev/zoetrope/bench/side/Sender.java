package dev.zoetrope.bench.side;

import java.io.IOException;

/** One way of handing frames over, seen from the process that makes them. */
interface Sender extends AutoCloseable {
  /** Stamp of what ends a run. */
  long END = -1;

  /** Makes room for the next frame. */
  void claim() throws IOException;

  /** Writes every byte of it. */
  void fill();

  /**
   * Hands it over.
   *
   * @param stamp what the reader is to get: a time, or {@link #END}
   */
  void publish(long stamp) throws IOException;

  @Override
  void close() throws IOException;
}
