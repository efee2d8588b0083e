package dev.zoetrope.channel;

/**
 * How long one side may wait without saying so: as long as the other needs for a number of frames.
 * To be woken for each short frame costs both more than the frame does. Not thread-safe.
 *
 * <p>The pace of the other side is what it did during the last nap. The time between two waits is
 * an upper bound only: it has this side's own naps in it, and two sides that took it for the pace
 * would nap in turns, each for as long as the other did, while nobody works.
 */
final class NapTime {
  /** No nap: a wait that the other side ends. */
  static final long NONE = 0;

  /** Shorter than that, the clock that wakes is too coarse. */
  private static final long LEAST_NS = 100_000L;

  private final long mostNs;
  private long lastNs;
  private long lastSequence;

  /** Nanoseconds for each frame, by the last nap. */
  private double pace = Double.POSITIVE_INFINITY;

  /**
   * For one side of a stream.
   *
   * @param mostNs a longer nap is none, nanoseconds: nobody wakes who naps
   */
  NapTime(long mostNs) {
    this.mostNs = mostNs;
  }

  /**
   * Called before each wait. Where there is no nap, what the last one showed counts for less.
   *
   * @param now monotonic clock, nanoseconds
   * @param sequence of the newest frame that the caller has dealt with
   * @param frames to nap for; at least 0
   * @return nanoseconds, or {@link #NONE}; after a nap comes {@link #woke}
   */
  long next(long now, long sequence, double frames) {
    long passed = sequence - lastSequence;
    double bound = passed > 0 ? (double) (now - lastNs) / passed : 0;
    lastNs = now;
    lastSequence = sequence;
    long ns = (long) (Math.min(bound, pace) * frames);
    if (ns < LEAST_NS || ns > mostNs) {
      pace *= 2;
      return NONE;
    }
    return ns;
  }

  /**
   * Called after a nap. Who had nothing left to do may be faster than it was: the next nap is half
   * as long then, at most.
   *
   * @param ns that the nap took, nanoseconds
   * @param frames that the other side dealt with meanwhile
   * @param ranOut whether it had no more to deal with
   */
  void woke(long ns, long frames, boolean ranOut) {
    pace = (double) ns / Math.max(1, frames) / (ranOut ? 2 : 1);
  }
}
