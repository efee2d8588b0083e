package dev.zoetrope.bench.side;

/**
 * One line of what a benchmark tells its processes; those in C understand the same.
 *
 * @param verb {@code open}, {@code handoff}, {@code stream} or {@code close}
 * @param transport name of a transport, with its options
 * @param path what it was opened as
 * @param first length of a frame for {@code open}, else how long to run, ns
 * @param second time between two frames, ns, or not 0 for a reader that shall not read payloads
 */
public record Command(String verb, String transport, String path, long first, long second) {
  private static final int WORDS = 5;

  static Command parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != WORDS) {
      throw new IllegalArgumentException("not understood: " + line);
    }
    return new Command(
        words[0], words[1], words[2], Long.parseLong(words[3]), Long.parseLong(words[4]));
  }

  /** The line. */
  public String line() {
    return verb + " " + transport + " " + path + " " + first + " " + second;
  }

  IllegalArgumentException unknown() {
    return new IllegalArgumentException("command '" + verb + "' is unknown");
  }
}
