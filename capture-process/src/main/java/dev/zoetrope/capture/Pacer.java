package dev.zoetrope.capture;

import dev.zoetrope.layout.FrameHeader;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Publishes in real time: a frame is due at the start plus its presentation time minus the first
 * one. All streams share one start, so that their offset stays. Frames that are late are due at
 * once. Thread-safe.
 */
final class Pacer {
  private final boolean realTime;
  private final LongSupplier clockNs;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition cancelled = lock.newCondition();
  private boolean started;
  private boolean stopped;
  private long originNs;

  /**
   * A pacer that starts with the first frame.
   *
   * @param realTime whether to wait at all
   * @param clockNs monotonic
   */
  Pacer(boolean realTime, LongSupplier clockNs) {
    this.realTime = realTime;
    this.clockNs = clockNs;
  }

  /** Whether frames wait until they are due. */
  boolean isRealTime() {
    return realTime;
  }

  /**
   * Waits until a frame is due.
   *
   * @param ptsNs presentation time, or {@link FrameHeader#NO_PTS}, which is due at once
   * @return false when the pacer was cancelled
   */
  boolean await(long ptsNs) {
    if (!realTime || ptsNs == FrameHeader.NO_PTS) {
      return true;
    }
    lock.lock();
    try {
      if (!started) {
        started = true;
        originNs = clockNs.getAsLong() - ptsNs;
      }
      long left = originNs + ptsNs - clockNs.getAsLong();
      while (left > 0 && !stopped) {
        left = Math.min(cancelled.awaitNanos(left), originNs + ptsNs - clockNs.getAsLong());
      }
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting, now and later. */
  void cancel() {
    lock.lock();
    try {
      stopped = true;
      cancelled.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
