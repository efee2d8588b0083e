package dev.zoetrope.channel;

/** What a writer does when no slot can be claimed. */
public enum PressurePolicy {
  /** Wait until the readers are done with one; a reader that stalls is evicted. */
  WAIT,
  /**
   * Wait while the readers catch up with what a live source sent at once, at most for {@link
   * #LONGEST_CATCH_UP_NS}; from then on as {@link #DROP}, until no claim has found all slots taken
   * for a second.
   */
  CATCH_UP,
  /** Drop the frame and count it against the reader that is in the way: the source cannot wait. */
  DROP;

  /**
   * Readers that have not caught up by then are slower than the source, and everyone's latency
   * would grow. Nanoseconds.
   */
  public static final long LONGEST_CATCH_UP_NS = 10_000_000_000L;
}
