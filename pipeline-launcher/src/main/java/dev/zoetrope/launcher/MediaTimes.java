package dev.zoetrope.launcher;

import java.util.Locale;

/** Times as text. */
final class MediaTimes {
  private static final double NS_PER_SECOND = 1e9;

  private MediaTimes() {}

  /** Seconds in nanoseconds. */
  static double seconds(long ns) {
    return ns / NS_PER_SECOND;
  }

  /** A position, such as {@code 00:01:02.5}. */
  static String position(long ns) {
    long tenths = Math.round(Math.max(0, ns) / (NS_PER_SECOND / 10));
    return String.format(
        Locale.ROOT,
        "%02d:%02d:%02d.%d",
        tenths / 36_000,
        tenths / 600 % 60,
        tenths / 10 % 60,
        tenths % 10);
  }

  /** A remaining time, such as {@code 2:05} or {@code 1:02:05}. */
  static String remaining(long ns) {
    long seconds = (long) Math.ceil(Math.max(0, ns) / NS_PER_SECOND);
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
        : String.format(
            Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** A span with three significant digits or so, such as {@code 10.3 s}. */
  static String span(long ns) {
    double seconds = seconds(ns);
    return String.format(Locale.ROOT, seconds < 100 ? "%.2f s" : "%.0f s", seconds);
  }
}
