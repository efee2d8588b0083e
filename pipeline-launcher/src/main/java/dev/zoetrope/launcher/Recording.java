package dev.zoetrope.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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

  /**
   * A recording that is about to be noted down.
   *
   * @param note where
   * @param process that does it
   * @param output what it writes
   */
  static Recording of(Path note, ProcessHandle process, String output) {
    String[] names = note.getFileName().toString().split("\\.", -1);
    Instant started = process.info().startInstant().orElse(Instant.EPOCH);
    return new Recording(note, names[0], names[1], process.pid(), started, output);
  }

  /**
   * Reads a note.
   *
   * @return the recording; empty when the note is gone, or none
   */
  static Optional<Recording> read(Path note) {
    String[] names = note.getFileName().toString().split("\\.", -1);
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

  /** Writes the note, which must not be there yet. */
  void create() throws IOException {
    Files.write(note, lines(), StandardOpenOption.CREATE_NEW);
  }

  /** Writes the note anew; whoever reads it sees the one or the other. */
  void replace() throws IOException {
    Path complete = note.resolveSibling("." + name + ".new");
    Files.write(complete, lines());
    Files.move(complete, note, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> lines() {
    return List.of(String.valueOf(pid), started.toString(), output);
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
  static String lastWords(Path note) {
    try (BufferedReader log = Files.newBufferedReader(log(note))) {
      return lastLine(log);
    } catch (IOException e) {
      return "";
    }
  }

  /** What is to be said of it when its process is gone before its output was complete. */
  String obituary() {
    String last = lastWords(note);
    return name
        + " is gone, '"
        + output
        + "' may be incomplete"
        + (last.isEmpty() ? "" : "; its last words: " + last);
  }

  /** The last line that is not blank, without who said it; empty when there is none. */
  static String lastLine(BufferedReader log) {
    return log.lines()
        .filter(line -> !line.isBlank())
        .reduce((first, second) -> second)
        .orElse("")
        .replaceFirst("^zoetrope [a-z]+: ", "");
  }
}
