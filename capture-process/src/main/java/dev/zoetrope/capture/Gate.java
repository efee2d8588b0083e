package dev.zoetrope.capture;

import dev.zoetrope.channel.PressurePolicy;
import java.util.concurrent.CountDownLatch;

/** Holds frames back until all awaited readers joined. Opens once. Thread-safe. */
final class Gate {
  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile boolean open;
  private volatile long openedNs;

  /** Lets frames pass from now on. */
  void open() {
    openedNs = System.nanoTime();
    open = true;
    decided.countDown();
  }

  /** Sends those who wait away, unless the gate is open. */
  void cancel() {
    decided.countDown();
  }

  boolean isOpen() {
    return open;
  }

  /** Whether readers may still be busy with what came before the gate opened. */
  boolean isStarting() {
    return !open || System.nanoTime() - openedNs < PressurePolicy.LONGEST_CATCH_UP_NS;
  }

  /**
   * Waits until the gate opens.
   *
   * @return whether it did; false when it was cancelled
   */
  boolean await() {
    try {
      decided.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return open;
  }
}
