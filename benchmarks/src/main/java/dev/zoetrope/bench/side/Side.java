package dev.zoetrope.bench.side;

import java.io.IOException;

/** What a process of a benchmark can be told. */
interface Side {
  /** Opens its end of a transport, under the transport's path. */
  void open(Transport transport) throws IOException;

  /**
   * Runs once.
   *
   * @return words {@code name=value}, each after a space
   */
  String run(Command command) throws IOException;

  /** Closes what was opened under a path. */
  void close(String path) throws IOException;
}
