package dev.zoetrope.launcher;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What the user reads on standard error: lines, and below them one status line that on a terminal
 * is rewritten in place. Thread-safe.
 */
final class Console {
  /** How much to show. */
  enum Loudness {
    /** Errors. */
    QUIET,
    /** Errors, progress and a summary. */
    NORMAL,
    /** Whatever a stage says. */
    VERBOSE
  }

  private static final String CLEAR = "\r\u001b[K";

  /** A longer status would wrap, and could not be rewritten. */
  private static final int COLUMNS = 79;

  private final String command;
  private final PrintStream out;
  private final boolean inPlace;
  private final Loudness loudness;
  private final List<String> held = new ArrayList<>();
  private boolean holding;
  private String status = "";

  /**
   * A console.
   *
   * @param command who speaks, such as {@code zoetrope run}
   * @param out where to
   * @param inPlace whether {@code out} is a terminal that a line can be rewritten on
   * @param loudness how much to show
   */
  Console(String command, PrintStream out, boolean inPlace, Loudness loudness) {
    this.command = command;
    this.out = out;
    this.inPlace = inPlace;
    this.loudness = loudness;
  }

  /** Whether all is shown that the stages say. */
  boolean isVerbose() {
    return loudness == Loudness.VERBOSE;
  }

  /** Whether the status line is rewritten in place. */
  boolean isInPlace() {
    return inPlace;
  }

  /** Keeps lines for later, and shows no status, while something else has the terminal. */
  synchronized void hold() {
    clearStatus();
    holding = true;
  }

  /** Shows what was kept, and goes on as usual. */
  synchronized void release() {
    holding = false;
    held.forEach(this::error);
    held.clear();
  }

  /** Shows a line, even when quiet. */
  synchronized void error(String line) {
    if (holding) {
      held.add(line);
      return;
    }
    String shown = status;
    clearStatus();
    out.println(safe(line));
    if (!shown.isEmpty()) {
      status(shown);
    }
  }

  /** Shows a line of this command's own, even when quiet. */
  void complain(String line) {
    error(command + ": " + line);
  }

  /** Shows a line of this command's own, unless quiet. */
  void line(String line) {
    if (loudness != Loudness.QUIET) {
      complain(line);
    }
  }

  /** Shows the status, unless quiet. */
  synchronized void status(String text) {
    if (loudness == Loudness.QUIET || holding) {
      return;
    }
    if (inPlace) {
      status = text.length() > COLUMNS ? text.substring(0, COLUMNS) : text;
      out.print(CLEAR + status);
      out.flush();
    } else {
      out.println(text);
    }
  }

  /** Removes the status line. */
  synchronized void clearStatus() {
    if (!status.isEmpty()) {
      out.print(CLEAR);
      out.flush();
      status = "";
    }
  }

  /** The line without what a terminal would act on. */
  private static String safe(String line) {
    return line.replace('\t', ' ').replaceAll("\\p{Cntrl}", "?");
  }
}
