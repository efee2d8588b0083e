package dev.zoetrope.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Starts the stage again and again, and kills it a while after its first frame. */
final class SoakVictim implements AutoCloseable {
  private static final int HEAP_MB = 16;
  private static final int DIGITS = 3;
  private static final long SEED = 1;

  /** One start of so many may fail. */
  private static final long MOST_FAILURES = 20;

  private final List<String> command;
  private final long lifeMs;
  private final Random random = new Random(SEED);
  private final Histogram firstFrameMs = new Histogram(DIGITS);
  private final Thread thread = new Thread(this::run, "soak-victim");
  private volatile boolean stopped;
  private Process stage;
  private String failure = "";
  private long kills;
  private long failures;

  /**
   * Begins.
   *
   * @param arguments of {@link SoakStage}
   * @param lifeMs how long the stage lives after its first frame, on the average
   */
  SoakVictim(List<String> arguments, long lifeMs) {
    this.command = ChildJvm.command(SoakStage.class, HEAP_MB, arguments);
    this.lifeMs = lifeMs;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        liveAndDie();
      }
    } catch (IOException e) {
      fail(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void liveAndDie() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      if (said.readLine() == null) {
        // On a machine that is busy otherwise even a handshake may take too long.
        failed();
        return;
      }
      long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      Thread.sleep(random.nextLong(2 * lifeMs + 1));
      synchronized (this) {
        firstFrameMs.recordValue(ms);
        kills++;
      }
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private synchronized Process start() throws IOException {
    stage = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (stopped) {
      stage.destroyForcibly();
    }
    return stage;
  }

  private synchronized void failed() {
    failures += stopped ? 0 : 1;
  }

  private synchronized void fail(String why) {
    failure = why;
    stopped = true;
  }

  /** How often it was killed so far. */
  synchronized long kills() {
    return kills;
  }

  /** How often it ended by itself before it had seen a frame. */
  synchronized long failures() {
    return failures;
  }

  /** What is wrong with it; empty when nothing is. */
  synchronized String failure() {
    return failures * MOST_FAILURES <= kills ? failure : failures + " of its starts failed";
  }

  /** From the start of the process to its first frame, milliseconds. */
  synchronized Histogram firstFrameMs() {
    return firstFrameMs.copy();
  }

  @Override
  public void close() {
    synchronized (this) {
      stopped = true;
      if (stage != null) {
        stage.destroyForcibly();
      }
    }
    thread.interrupt();
  }
}
