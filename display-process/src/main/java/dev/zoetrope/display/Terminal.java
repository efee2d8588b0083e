package dev.zoetrope.display;

import dev.zoetrope.ffmpeg.command.StandardStreams;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A text terminal: its size, keys without Enter, and where to write. Not thread-safe. */
class Terminal implements AutoCloseable {
  private static final File DEVICE = new File("/dev/tty");
  private static final int DEFAULT_COLUMNS = 80;
  private static final int DEFAULT_ROWS = 24;
  private static final long COMMAND_TIMEOUT_MS = 1000;

  private final OutputStream output;
  private InputStream keys;
  private String savedMode;

  /**
   * A terminal at the other end of a stream.
   *
   * @param output where to write
   */
  Terminal(OutputStream output) {
    this.output = new BufferedOutputStream(output, 1 << 16);
  }

  /**
   * The terminal of this process: standard output where that is one, else the controlling one.
   *
   * @return the terminal
   * @throws IOException when there is none
   */
  static Terminal open() throws IOException {
    if (isTerminal(1)) {
      return new Terminal(new FileOutputStream(FileDescriptor.out));
    }
    try {
      return new Terminal(new FileOutputStream(DEVICE));
    } catch (IOException e) {
      throw new IOException("terminal: there is none", e);
    }
  }

  /**
   * Whether a standard stream is a terminal.
   *
   * @param descriptor 1 or 2
   * @return whether it is
   */
  static boolean isTerminal(int descriptor) {
    Optional<Boolean> told = StandardStreams.isTerminal(descriptor);
    return told.isPresent() ? told.get() : isTerminalByTest(descriptor);
  }

  private static boolean isTerminalByTest(int descriptor) {
    try {
      ProcessBuilder test =
          new ProcessBuilder("test", "-t", Integer.toString(descriptor))
              .redirectOutput(descriptor == 1 ? Redirect.INHERIT : Redirect.DISCARD)
              .redirectError(descriptor == 2 ? Redirect.INHERIT : Redirect.DISCARD);
      Process process = test.start();
      return process.waitFor(COMMAND_TIMEOUT_MS, TimeUnit.MILLISECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Columns and rows of characters. */
  int[] size() {
    String[] words = stty("size").split(" ", -1);
    int rows = words.length == 2 ? number(words[0], 0) : 0;
    int columns = words.length == 2 ? number(words[1], 0) : 0;
    return new int[] {
      columns > 0 ? columns : number(System.getenv("COLUMNS"), DEFAULT_COLUMNS),
      rows > 0 ? rows : number(System.getenv("LINES"), DEFAULT_ROWS)
    };
  }

  private static int number(String text, int otherwise) {
    return text != null && text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : otherwise;
  }

  /** Makes keys come one by one, unechoed; where that is not possible there are no keys. */
  void grabKeys() {
    savedMode = stty("-g");
    if (!savedMode.isEmpty()) {
      stty("-icanon", "-echo", "min", "0", "time", "0");
      try {
        keys = new FileInputStream(DEVICE);
      } catch (IOException e) {
        keys = null;
      }
    }
  }

  /** A key that was pressed, or -1. */
  int key() throws IOException {
    return keys == null ? -1 : keys.read();
  }

  void write(CharSequence text) throws IOException {
    output.write(text.toString().getBytes(StandardCharsets.UTF_8));
    output.flush();
  }

  /** Runs stty on the controlling terminal; empty when it fails. */
  private static String stty(String... arguments) {
    try {
      ProcessBuilder stty = new ProcessBuilder("stty");
      stty.command().addAll(List.of(arguments));
      Process process = stty.redirectInput(DEVICE).redirectError(Redirect.DISCARD).start();
      try (InputStream said = process.getInputStream()) {
        String answer = new String(said.readAllBytes(), StandardCharsets.US_ASCII).strip();
        boolean ended = process.waitFor(COMMAND_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        return ended && process.exitValue() == 0 ? answer : "";
      }
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Gives the terminal back as it was. */
  @Override
  public void close() {
    if (savedMode != null && !savedMode.isEmpty()) {
      stty(savedMode);
      savedMode = null;
    }
    if (keys != null) {
      try {
        keys.close();
      } catch (IOException e) {
        // Nothing was written to it.
      }
      keys = null;
    }
  }
}
