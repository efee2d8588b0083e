package dev.zoetrope.launcher;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return hasConsole();
    }
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
