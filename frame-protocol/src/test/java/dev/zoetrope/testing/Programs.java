package dev.zoetrope.testing;

import java.io.IOException;
import java.util.List;

/** Programs of the machine that a test needs. */
public final class Programs {
  private Programs() {}

  /** Whether a command can be started and ends with 0. */
  public static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
