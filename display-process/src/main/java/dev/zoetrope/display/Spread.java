package dev.zoetrope.display;

/** Counts values in steps of a tenth of a millisecond from -2 to 2 seconds. */
final class Spread {
  private static final int LIMIT = 20_000;
  private static final int STEPS_PER_MS = 10;
  private static final double NS_PER_STEP = 1e5;
  private static final double NS_PER_MS = 1e6;

  private final int[] counts = new int[2 * LIMIT + 1];
  private long count;
  private long largestNs;

  /** Counts a value; beyond the limits it counts as the limit. */
  void add(long ns) {
    int step = (int) Math.max(-LIMIT, Math.min(LIMIT, Math.round(ns / NS_PER_STEP)));
    counts[step + LIMIT]++;
    count++;
    largestNs = Math.abs(ns) > Math.abs(largestNs) ? ns : largestNs;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /**
   * The value that a share of all values does not exceed, milliseconds.
   *
   * @param share 0 to 1
   */
  double quantileMs(double share) {
    long left = (long) (count * share);
    for (int i = 0; i < counts.length; i++) {
      left -= counts[i];
      if (left < 0) {
        return (double) (i - LIMIT) / STEPS_PER_MS;
      }
    }
    return 0;
  }

  /** The median, milliseconds. */
  int medianMs() {
    return (int) Math.round(quantileMs(0.5));
  }

  /** The value furthest from zero, milliseconds. */
  long largestMs() {
    return Math.round(largestNs / NS_PER_MS);
  }
}
