package dev.zoetrope.display;

/** Counts values in steps of a millisecond from -2 to 2 seconds; gives median and largest. */
final class Spread {
  private static final int LIMIT_MS = 2000;
  private static final double NS_PER_MS = 1e6;

  private final int[] counts = new int[2 * LIMIT_MS + 1];
  private long count;
  private long largestNs;

  /** Counts a value; beyond the limits it counts as the limit. */
  void add(long ns) {
    int ms = (int) Math.max(-LIMIT_MS, Math.min(LIMIT_MS, Math.round(ns / NS_PER_MS)));
    counts[ms + LIMIT_MS]++;
    count++;
    largestNs = Math.abs(ns) > Math.abs(largestNs) ? ns : largestNs;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** The median, milliseconds. */
  int medianMs() {
    long left = count / 2;
    for (int i = 0; i < counts.length; i++) {
      left -= counts[i];
      if (left < 0) {
        return i - LIMIT_MS;
      }
    }
    return 0;
  }

  /** The value furthest from zero, milliseconds. */
  long largestMs() {
    return Math.round(largestNs / NS_PER_MS);
  }
}
