package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Path;

/** Something that takes part in a scenario. Runs of all that do alternate. */
interface Contender {
  /** Name in tables. */
  String name();

  /** Why it takes part. */
  Role role();

  /**
   * Gets ready.
   *
   * @param path a file or directory of its own
   */
  void open(Scenario scenario, Path path) throws IOException;

  /**
   * Runs once.
   *
   * @param ns for about so long
   * @param tally where its figures go
   */
  void run(Scenario scenario, long ns, Tally tally) throws IOException, InterruptedException;

  /** Gives back what it took. */
  void close() throws IOException;
}
