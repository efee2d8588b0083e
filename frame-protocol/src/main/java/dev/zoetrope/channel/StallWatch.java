package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;

/**
 * Tells how long each reader has been in the writer's way without progress. Time counts only in
 * small steps, so that a pause of the writer or of the whole machine is not held against a reader.
 */
final class StallWatch {
  private static final long MAX_STEP_NS = 250_000_000L;

  private final long timeoutNs;
  private final long[] progress = new long[ControlDescriptor.MAX_READERS];
  private final long[] stalledNs = new long[ControlDescriptor.MAX_READERS];
  private final long[] seenNs = new long[ControlDescriptor.MAX_READERS];

  StallWatch(long timeoutNs) {
    this.timeoutNs = timeoutNs;
  }

  void reset(int reader) {
    stalledNs[reader] = 0;
    progress[reader] = -1;
  }

  /**
   * Looks at a reader.
   *
   * @param reader cell index
   * @param blocking whether it is in the way now
   * @param progressNow any number that changes when the reader takes or releases a frame
   * @param nowNs monotonic clock
   * @return whether it has been in the way without progress for the timeout
   */
  boolean isStalled(int reader, boolean blocking, long progressNow, long nowNs) {
    if (!blocking || progressNow != progress[reader]) {
      stalledNs[reader] = 0;
      progress[reader] = progressNow;
    } else {
      stalledNs[reader] += Math.min(MAX_STEP_NS, nowNs - seenNs[reader]);
    }
    seenNs[reader] = nowNs;
    return blocking && stalledNs[reader] >= timeoutNs;
  }
}
