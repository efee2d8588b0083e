package dev.zoetrope.bench.side;

import java.io.IOException;

/** One way of handing frames over, seen from the process that makes them. */
interface Sender extends AutoCloseable {
  /** Makes room for the next frame. */
  void claim() throws IOException;

  /** Writes every byte of it. */
  void fill();

  /**
   * Hands it over.
   *
   * @param stamp what the reader is to get: a time, or something below 0 that ends the run
   */
  void publish(long stamp) throws IOException;

  @Override
  void close() throws IOException;
}
