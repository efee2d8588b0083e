package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;

/**
 * Tells who has been in the writer's way without progress while the writer got no slot at all. Time
 * counts only in small steps, so that a pause of the writer or of the whole machine is not held
 * against a reader. Guarded by the writer's lock.
 */
final class StallWatch {
  /** In place of a reader: nobody is in the way, and still no slot can be had. */
  static final int NOBODY = ControlDescriptor.MAX_READERS;

  private static final long MAX_STEP_NS = 250_000_000L;

  private final long timeoutNs;
  private final boolean[] watched = new boolean[NOBODY + 1];
  private final long[] progress = new long[NOBODY + 1];
  private final long[] stalledNs = new long[NOBODY + 1];
  private final long[] seenNs = new long[NOBODY + 1];

  StallWatch(long timeoutNs) {
    this.timeoutNs = timeoutNs;
  }

  /** Starts over: the writer got a slot, so nobody stalls it. */
  void reset() {
    for (int i = 0; i < watched.length; i++) {
      watched[i] = false;
    }
  }

  /** Starts over with one reader, or with {@link #NOBODY}. */
  void reset(int reader) {
    watched[reader] = false;
  }

  /**
   * Looks at a reader that is in the way now.
   *
   * @param reader cell index, or {@link #NOBODY}
   * @param progressNow any number that changes when the reader takes or releases a frame
   * @param nowNs monotonic clock
   * @return whether it has been in the way without progress for the timeout
   */
  boolean isStalled(int reader, long progressNow, long nowNs) {
    if (!watched[reader] || progressNow != progress[reader]) {
      watched[reader] = true;
      progress[reader] = progressNow;
      stalledNs[reader] = 0;
    } else {
      stalledNs[reader] += Math.min(MAX_STEP_NS, nowNs - seenNs[reader]);
    }
    seenNs[reader] = nowNs;
    return stalledNs[reader] >= timeoutNs;
  }
}
