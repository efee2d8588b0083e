package dev.zoetrope.channel;

/**
 * How long the writer of a live source waits instead of dropping: while its readers catch up with
 * what came at once, such as what was sent before they joined, or after a pause of the network. A
 * time in which claims have to wait ends with {@link #CALM_NS} without one; after {@link
 * PressurePolicy#LONGEST_CATCH_UP_NS} of it none waits any more until it ends. Not thread-safe.
 */
final class CatchUp {
  /** Longer than the pause between two frames that wait in a queue. */
  static final long CALM_NS = 1_000_000_000L;

  private boolean hasWaited;
  private long beganNs;
  private long waitedNs;

  /**
   * A claim found no slot, or finds none still.
   *
   * @param nowNs time of the writer's clock
   * @return whether it waits
   */
  boolean waits(long nowNs) {
    if (isCalm(nowNs)) {
      beganNs = nowNs;
    }
    hasWaited = true;
    waitedNs = nowNs;
    return isGoingOn(nowNs);
  }

  /** Whether a claim had to wait a short while ago, and the next one would. */
  boolean isGoingOn(long nowNs) {
    return !isCalm(nowNs) && nowNs - beganNs <= PressurePolicy.LONGEST_CATCH_UP_NS;
  }

  private boolean isCalm(long nowNs) {
    return !hasWaited || nowNs - waitedNs > CALM_NS;
  }
}
