package dev.zoetrope.capture;

import java.util.concurrent.CountDownLatch;

/** Holds frames back until all awaited readers joined. Opens once. Thread-safe. */
final class Gate {
  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile boolean open;

  /** Lets frames pass from now on. */
  void open() {
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
