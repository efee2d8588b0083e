package dev.zoetrope.channel;

/**
 * How long the writer of a live source waits instead of dropping: while its readers catch up with
 * what came before they did. That is over once no claim had to wait for {@link #CALM_NS}, and after
 * {@link PressurePolicy#LONGEST_CATCH_UP_NS} in any case. Guarded by the writer's lock.
 */
final class CatchUp {
  /** Longer than the pause between two frames that wait in a queue. */
  static final long CALM_NS = 1_000_000_000L;

  private boolean hasBegun;
  private boolean isOver;
  private long beganNs;
  private long waitedNs;

  /** Whether the first claim is still to come. */
  boolean isAwaited() {
    return !hasBegun;
  }

  /**
   * The first claim.
   *
   * @param nowNs time of the writer's clock, as for {@link #waits}
   */
  void begin(long nowNs) {
    hasBegun = true;
    beganNs = nowNs;
    waitedNs = nowNs;
  }

  /**
   * A claim found no slot, or finds none still.
   *
   * @return whether it waits
   */
  boolean waits(long nowNs) {
    isOver |= nowNs - waitedNs > CALM_NS || nowNs - beganNs > PressurePolicy.LONGEST_CATCH_UP_NS;
    waitedNs = nowNs;
    return !isOver;
  }
}
