package dev.zoetrope.capture;

import dev.zoetrope.stage.StopSignal;
import java.io.IOException;

/** Opens what {@code -i} names. */
final class Sources {
  private Sources() {}

  /**
   * Opens a pattern, file, URL or device.
   *
   * @param input as it was given
   * @param options how to read it
   * @param selection which streams
   * @param stop ends waiting and reading
   * @return the source
   * @throws IOException naming the input and what is wrong with it
   */
  static Source open(String input, InputOptions options, StreamSelection selection, StopSignal stop)
      throws IOException {
    String pattern = PatternSource.description(input, options);
    if (pattern == null) {
      return MediaSource.open(input, options, selection, stop);
    }
    PatternSource source = PatternSource.open(input, pattern, options, stop);
    boolean wanted =
        selection.isMapped()
            ? !selection.maps().isEmpty()
            : selection.wants(source.streams().get(0).kind());
    if (!wanted) {
      source.close();
      throw new IOException("input '" + input + "': is not selected; leave it out, or use -map");
    }
    return source;
  }

  /** Waits for a thread to end, whatever happens. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
