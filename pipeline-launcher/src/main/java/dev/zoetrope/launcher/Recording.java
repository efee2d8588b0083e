package dev.zoetrope.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A recording in the background, as its process has noted it down.
 *
 * @param note the file with the note; what the process says stands in a log beside it
 * @param pipeline that it records
 * @param name under which it reads
 * @param pid of its process
 * @param started when its process was started; pids come again
 * @param output what it writes
 */
record Recording(
    Path note, String pipeline, String name, long pid, Instant started, String output) {
  private static final String NOTE = ".recording";
  private static final String LOG = ".log";

  /** Clocks may be set meanwhile, a little. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(3);

  /** File name of the note of a recording. */
  static String noteName(String pipeline, String name) {
    return pipeline + "." + name + NOTE;
  }

  /** Whether a file is a note. */
  static boolean isNote(Path file) {
    return file.getFileName().toString().endsWith(NOTE);
  }

  /** What belongs to a note: where its process talks to. */
  static Path log(Path note) {
    return note.resolveSibling(
        note.getFileName().toString().replaceFirst("\\Q" + NOTE + "\\E$", LOG));
  }

  /** This process, as the recording of a note that is yet to be written. */
  static Recording ofThisProcess(Path note, String output) {
    ProcessHandle self = ProcessHandle.current();
    String[] names = note.getFileName().toString().split("\\.");
    Instant started = self.info().startInstant().orElse(Instant.EPOCH);
    return new Recording(note, names[0], names[1], self.pid(), started, output);
  }

  /**
   * Reads a note.
   *
   * @return the recording; empty when the note is gone, or none
   */
  static Optional<Recording> read(Path note) {
    String[] names = note.getFileName().toString().split("\\.");
    try {
      List<String> lines = Files.readAllLines(note);
      return Optional.of(
          new Recording(
              note,
              names[0],
              names[1],
              Long.parseLong(lines.get(0)),
              Instant.parse(lines.get(1)),
              lines.get(2)));
    } catch (IOException | RuntimeException e) {
      // It ended at this moment, or somebody else made the file.
      return Optional.empty();
    }
  }

  /** Writes the note; fails when there is one. */
  void write() throws IOException {
    Path complete = note.resolveSibling("." + note.getFileName());
    Files.write(complete, List.of(String.valueOf(pid), started.toString(), output));
    Files.move(complete, note);
  }

  /** Its process; empty when it has ended. */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .map(
                        start ->
                            Duration.between(start, started).abs().compareTo(START_TOLERANCE) < 0)
                    .orElse(true));
  }

  /** What its process says; can be read to the end even when it removes the file meanwhile. */
  BufferedReader openLog() throws IOException {
    return Files.newBufferedReader(log(note));
  }

  /** The last thing that its process said; empty for nothing. */
  String lastWords() {
    try (BufferedReader log = openLog()) {
      return lastLine(log);
    } catch (IOException e) {
      return "";
    }
  }

  /** The last line that is not blank, without who said it; empty when there is none. */
  static String lastLine(BufferedReader log) {
    return log.lines()
        .filter(line -> !line.isBlank())
        .reduce((first, second) -> second)
        .orElse("")
        .replaceFirst("^zoetrope [a-z]+: ", "");
  }

  /** Removes the note and the log. */
  void remove() throws IOException {
    Files.deleteIfExists(log(note));
    Files.deleteIfExists(note);
  }
}
