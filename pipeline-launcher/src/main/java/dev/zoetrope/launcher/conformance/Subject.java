package dev.zoetrope.launcher.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The program under test: commands to its standard input, lines from its standard output. */
final class Subject {
  private static final String PREFIX = "ZOETROPE_";
  private static final int SIGNALS = 128;

  private final Process process;
  private final Path errors;
  private final long patienceNs;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private String asked = "the start";

  /**
   * Starts the program.
   *
   * @param command program and arguments
   * @param environment variables, without the prefix
   * @param errors file for its standard error
   * @param patienceNs longest wait for a line
   */
  Subject(List<String> command, Map<String, String> environment, Path errors, long patienceNs)
      throws IOException {
    this.errors = errors;
    this.patienceNs = patienceNs;
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith(PREFIX));
    environment.forEach((name, value) -> builder.environment().put(PREFIX + name, value));
    this.process = start(builder);
    Thread listener = new Thread(this::listen, "conformance-listener");
    listener.setDaemon(true);
    listener.start();
  }

  /** There is no such program, or it may not be run. */
  static final class NotStartedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotStartedException(String program, IOException cause) {
      super(
          "program '"
              + program
              + "' cannot be started ("
              + cause.getMessage()
              + "); check what follows --",
          cause);
    }
  }

  private static Process start(ProcessBuilder builder) throws NotStartedException {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new NotStartedException(builder.command().get(0), e);
    }
  }

  private void listen() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Optional.of(line.strip()));
      }
    } catch (IOException e) {
      // It was killed.
    }
    lines.add(Optional.empty());
  }

  /** Sends a command. */
  void tell(String command) throws Violation {
    asked = "'" + command + "'";
    try {
      process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new Violation("was gone before " + asked + epitaph());
    }
  }

  /** The next line. */
  String line() throws InterruptedException, Violation {
    Optional<String> line = lines.poll(patienceNs, TimeUnit.NANOSECONDS);
    if (line == null) {
      throw new Violation(
          "said nothing for "
              + TimeUnit.NANOSECONDS.toSeconds(patienceNs)
              + " s after "
              + asked
              + lastError());
    }
    return line.orElseThrow(() -> new Violation("ended after " + asked + epitaph()));
  }

  /** Whether a line is there already. */
  boolean hasLine() {
    return !lines.isEmpty();
  }

  /** Reads the line that must come now. */
  void expect(String expected) throws InterruptedException, Violation {
    String line = line();
    if (!line.equals(expected)) {
      throw new Violation("said '" + line + "' after " + asked + ", expected: '" + expected + "'");
    }
  }

  /** Sends a command and reads the answer that must come. */
  void ask(String command, String answer) throws InterruptedException, Violation {
    tell(command);
    expect(answer);
  }

  /** Takes frames: the lines must be exactly those of these frames. */
  void take(List<KitFrame> frames, long epoch, long firstSequence)
      throws InterruptedException, Violation {
    tell("take " + frames.size());
    expectFrames(frames, epoch, firstSequence);
  }

  /** Reads the lines of frames that must come now. */
  void expectFrames(List<KitFrame> frames, long epoch, long firstSequence)
      throws InterruptedException, Violation {
    for (int i = 0; i < frames.size(); i++) {
      expect("frame " + frames.get(i).line(epoch, firstSequence + i));
    }
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException, Violation {
    Violation.unless(
        process.waitFor(patienceNs, TimeUnit.NANOSECONDS), "did not end after " + asked);
    return process.exitValue();
  }

  /** It must end, as failed, without a crash, and without one of these words. */
  void mustRefuse(String word, String what) throws InterruptedException, Violation {
    Optional<String> line = lines.poll(patienceNs, TimeUnit.NANOSECONDS);
    Violation.unless(line != null, "neither took nor refused " + what);
    Violation.unless(line.isEmpty(), "said '" + line.orElse("") + "' to " + what);
    int code = exitCode();
    Violation.unless(code <= SIGNALS, "crashed on " + what + epitaph());
    Violation.unless(code != 0, "ended with exit code 0 on " + what + ", not with an error");
  }

  /** It ends in order by itself. */
  void mustEnd() throws InterruptedException, Violation {
    int code = exitCode();
    Violation.unless(code == 0, "ended with exit code " + code + " after " + asked + lastError());
  }

  /** The process and what it started: the command may be a script. */
  List<ProcessHandle> processes() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    return all;
  }

  /** {@code kill -9}, and waits for the end. */
  void kill() {
    processes().forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor(patienceNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String epitaph() {
    try {
      process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return process.isAlive()
        ? lastError()
        : ", with exit code " + process.exitValue() + lastError();
  }

  private String lastError() {
    try {
      List<String> all = Files.readAllLines(errors, StandardCharsets.ISO_8859_1);
      return all.isEmpty() ? "" : "; its last words: " + all.get(all.size() - 1).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
