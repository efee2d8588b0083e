package dev.zoetrope.encoder;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A line on the terminal that is written over twice a second. */
final class ProgressLine implements AutoCloseable {
  private static final long PERIOD_MS = 500;
  private static final int WIDTH = 60;

  private final ScheduledExecutorService timer;
  private final PrintStream out;

  private ProgressLine(ScheduledExecutorService timer, PrintStream out) {
    this.timer = timer;
    this.out = out;
  }

  /**
   * Starts the line.
   *
   * @param wanted false makes one that does nothing
   * @param progress asked each time
   */
  @SuppressWarnings("FutureReturnValueIgnored") // It runs until the timer is shut down.
  static ProgressLine start(boolean wanted, Supplier<Progress> progress) {
    PrintStream out = System.err;
    if (!wanted || !isTerminal()) {
      return new ProgressLine(null, out);
    }
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "zoetrope-progress");
              thread.setDaemon(true);
              return thread;
            });
    timer.scheduleAtFixedRate(
        () -> print(out, progress.get().toString()), PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    return new ProgressLine(timer, out);
  }

  private static void print(PrintStream out, String text) {
    out.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
    out.flush();
  }

  /** Whether standard error is a terminal. */
  private static boolean isTerminal() {
    Path descriptor = Path.of("/proc/self/fd/2");
    try {
      String name = Files.readSymbolicLink(descriptor).toString();
      return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.shutdownNow();
      out.print("\r" + " ".repeat(WIDTH) + "\r");
      out.flush();
    }
  }
}
