package dev.zoetrope.stage;

import dev.zoetrope.layout.FrameHeader;
import java.util.concurrent.locks.LockSupport;

/** Holds frames back until they are due, in real time from the first one on. One thread. */
final class StagePace {
  private static final long LONGEST_NAP_NS = 100_000_000L;

  private final boolean isRealTime;
  private final StopSignal stop;
  private boolean hasStarted;
  private long offsetNs;

  StagePace(boolean isRealTime, StopSignal stop) {
    this.isRealTime = isRealTime;
    this.stop = stop;
  }

  /** Waits until a presentation time, or until the stage is to stop. */
  void await(long ptsNs) {
    if (!isRealTime || ptsNs == FrameHeader.NO_PTS) {
      return;
    }
    if (!hasStarted) {
      hasStarted = true;
      offsetNs = System.nanoTime() - ptsNs;
    }
    long left = ptsNs + offsetNs - System.nanoTime();
    while (left > 0 && !stop.isRequested()) {
      LockSupport.parkNanos(Math.min(left, LONGEST_NAP_NS));
      left = ptsNs + offsetNs - System.nanoTime();
    }
  }
}
