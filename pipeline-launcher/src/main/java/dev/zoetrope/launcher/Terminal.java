package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.StandardStreams;
import java.io.Console;
import java.util.Optional;

/** Tells whether this process's standard streams are terminals. */
public final class Terminal {
  /** File descriptor of standard output. */
  public static final int STANDARD_OUTPUT = 1;

  /** File descriptor of standard error. */
  public static final int STANDARD_ERROR = 2;

  private Terminal() {}

  /**
   * Whether a file descriptor is a terminal. Where the system does not tell, all streams count as
   * terminals when the JVM has a console.
   *
   * @param descriptor {@link #STANDARD_OUTPUT} or {@link #STANDARD_ERROR}
   */
  public static boolean is(int descriptor) {
    Optional<Boolean> told = StandardStreams.isTerminal(descriptor);
    return told.isPresent() ? told.get() : hasConsole();
  }

  @SuppressWarnings(
      "SystemConsoleNull") // From JDK 22 on, the second question is the one that counts.
  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
