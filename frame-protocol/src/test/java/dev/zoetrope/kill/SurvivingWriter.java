package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A writer that must not be harmed by what happens to its readers; it rolls epochs now and then.
 */
final class SurvivingWriter implements AutoCloseable {
  private static final int SLOTS = 7;
  private static final long GROWTH = 64;
  private static final long PERIOD_NS = 500_000L;

  private final StreamWriter writer;
  private final int framesPerEpoch;
  private final Numbered numbers;
  private final ReentrantLock working = new ReentrantLock(true);
  private final Thread thread = new Thread(this::run, "surviving-writer");
  private volatile boolean stopped;
  private volatile Throwable failure;
  private volatile long frames;

  private SurvivingWriter(StreamWriter writer, int framesPerEpoch) {
    this.writer = writer;
    this.framesPerEpoch = framesPerEpoch;
    this.numbers = new Numbered(writer);
  }

  /**
   * Starts writing stream {@code s}, a frame every half millisecond or when there is a slot.
   *
   * @param stallTimeoutNs after which a reader in the way is evicted
   * @param framesPerEpoch after so many frames, one is larger than the slots
   */
  static SurvivingWriter start(TestPipeline pipeline, long stallTimeoutNs, int framesPerEpoch)
      throws IOException {
    SurvivingWriter surviving =
        new SurvivingWriter(
            pipeline.writer(SLOTS, PressurePolicy.WAIT, stallTimeoutNs), framesPerEpoch);
    surviving.thread.start();
    return surviving;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void run() {
    try {
      while (!stopped) {
        working.lock();
        try {
          if (!numbers.publish(Frames.LENGTH + frames / framesPerEpoch * GROWTH)) {
            return;
          }
          frames++;
        } finally {
          working.unlock();
        }
        LockSupport.parkNanos(PERIOD_NS);
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  /** The writer itself. */
  StreamWriter writer() {
    return writer;
  }

  private boolean holds(boolean condition) {
    if (failure != null) {
      throw new AssertionError("the surviving writer: " + failure, failure);
    }
    return condition;
  }

  /** Waits until it has filled every slot once more, and so waited for nobody who is gone. */
  void awaitAllSlots() {
    long enough = frames + SLOTS + 1;
    Await.until("the writer goes on", () -> holds(frames >= enough));
  }

  /** Does something between two frames. */
  void atRest(CheckedRunnable check) throws IOException {
    working.lock();
    try {
      check.run();
    } finally {
      working.unlock();
    }
  }

  /** What may fail with the files. */
  @FunctionalInterface
  interface CheckedRunnable {
    /** Does it. */
    void run() throws IOException;
  }

  /** Ends the stream. */
  @Override
  public void close() throws IOException {
    stopped = true;
    writer.cancel();
    Await.until("the writer ends", () -> !thread.isAlive());
    writer.close();
    assertTrue(holds(true));
  }
}
