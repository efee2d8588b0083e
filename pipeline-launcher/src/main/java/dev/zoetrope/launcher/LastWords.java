package dev.zoetrope.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes on what a stage says on standard error, and keeps what may be its last words: a stage that
 * fails says why in one line, which the launcher makes part of its own line about that stage.
 * Thread-safe.
 */
final class LastWords {
  private static final Pattern ERROR = Pattern.compile("zoetrope [a-z]+: (.*)");

  /** What libraries say that ask nobody before they write on standard error. */
  private static final Pattern CHATTER = Pattern.compile("ALSA lib .*|error: XDG_RUNTIME_DIR .*");

  private static final Pattern NOTHING = Pattern.compile("zoetrope [a-z]+:\\s*");

  private static final long PATIENCE_NS = 2_000_000_000L;

  private final String stage;
  private final Console console;
  private String held;
  private long heldSinceNs;
  private String last = "";

  /**
   * Words of a stage.
   *
   * @param stage its name
   * @param console where its words go
   */
  LastWords(String stage, Console console) {
    this.stage = stage;
    this.console = console;
  }

  /** Takes a line. */
  synchronized void said(String line) {
    release();
    if (line.isBlank()
        || NOTHING.matcher(line).matches()
        || (!console.isVerbose() && CHATTER.matcher(line).matches())) {
      return;
    }
    Matcher error = ERROR.matcher(line);
    if (error.matches()) {
      held = error.group(1);
      last = held;
      heldSinceNs = System.nanoTime();
    } else {
      last = line.strip();
      console.error("[" + stage + "] " + line);
    }
  }

  /** Passes on a line that was held back as a last word, and was not. */
  synchronized void release() {
    if (held != null) {
      console.complain(stage + ": " + held);
      held = null;
    }
  }

  /**
   * Passes on a line that is held back for long. If the stage dies without another, it has been
   * told, and is not told again.
   */
  synchronized void releaseAged(long nowNs) {
    if (held != null && nowNs - heldSinceNs > PATIENCE_NS) {
      release();
      last = "";
    }
  }

  /**
   * The reason that the stage gave for its failure; call at its end, once.
   *
   * @return its error line, not yet shown to the user; or null
   */
  synchronized String takeReason() {
    String reason = held;
    held = null;
    return reason;
  }

  /** The last line it said; empty when there is none, or it was told on its own long ago. */
  synchronized String last() {
    return last;
  }
}
