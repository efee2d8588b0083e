package dev.zoetrope.channel;

/**
 * How long one side may wait without saying so: as long as the other needs for a number of frames,
 * at the pace that both had since the last wait. To be woken for each short frame costs both more
 * than the frame does. Not thread-safe.
 */
final class NapTime {
  /** No nap: a wait that the other side ends. */
  static final long NONE = 0;

  /** Shorter than that, the clock that wakes is too coarse. */
  private static final long LEAST_NS = 100_000L;

  private final long mostNs;
  private long lastNs;
  private long lastSequence;

  /**
   * For one side of a stream.
   *
   * @param mostNs a longer nap is none, nanoseconds: nobody wakes who naps
   */
  NapTime(long mostNs) {
    this.mostNs = mostNs;
  }

  /**
   * Called before each wait. Whoever got faster is late once, and the next nap is shorter.
   *
   * @param now monotonic clock, nanoseconds
   * @param sequence of the newest frame that the caller has dealt with
   * @param frames to nap for; at least 0
   * @return nanoseconds, or {@link #NONE}
   */
  long next(long now, long sequence, double frames) {
    long passed = sequence - lastSequence;
    long ns = passed > 0 ? (long) ((double) (now - lastNs) / passed * frames) : NONE;
    lastNs = now;
    lastSequence = sequence;
    return ns < LEAST_NS || ns > mostNs ? NONE : ns;
  }
}
