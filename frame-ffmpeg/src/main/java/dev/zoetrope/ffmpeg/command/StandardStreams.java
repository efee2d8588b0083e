package dev.zoetrope.ffmpeg.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the system tells of this process's standard streams. */
public final class StandardStreams {
  private StandardStreams() {}

  /**
   * Whether a file descriptor is a terminal, asked without a program, which takes 15 ms.
   *
   * @param descriptor 1 for standard output, 2 for standard error
   * @return empty where the system has no {@code /proc} to look in
   */
  public static Optional<Boolean> isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return Optional.of(
          target.startsWith("/dev/pts/")
              || target.startsWith("/dev/tty")
              || target.equals("/dev/console"));
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
