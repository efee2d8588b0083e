package dev.zoetrope.launcher;

import java.util.Map;
import java.util.Set;

/**
 * How a process ended.
 *
 * @param code as {@link Process#exitValue} tells: 128 and the number of the signal that killed it
 */
record ExitStatus(int code) {
  private static final int SIGNALS = 128;
  private static final int LAST_SIGNAL = 64;
  private static final Set<Integer> STOP_SIGNALS = Set.of(1, 2, 15);
  private static final Map<Integer, String> NAMES =
      Map.of(
          1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 9,
          "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

  /** Whether it did what it was asked to. */
  boolean isSuccess() {
    return code == 0;
  }

  /** The signal that killed it, 0 when none did. */
  int signal() {
    return code > SIGNALS && code <= SIGNALS + LAST_SIGNAL ? code - SIGNALS : 0;
  }

  /**
   * Whether a signal ended it that a terminal or a service manager sends to a whole group, so that
   * the launcher gets it too: hang-up, Ctrl-C or termination.
   */
  boolean isByStopSignal() {
    return STOP_SIGNALS.contains(signal());
  }

  /** For example {@code was killed by signal 9 (SIGKILL)} or {@code ended with exit code 3}. */
  String describe() {
    int signal = signal();
    if (signal == 0) {
      return "ended with exit code " + code;
    }
    String name = NAMES.get(signal);
    return "was killed by signal " + signal + (name == null ? "" : " (" + name + ")");
  }
}
