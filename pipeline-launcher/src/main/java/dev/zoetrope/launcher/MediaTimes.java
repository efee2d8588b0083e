package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.Decimals;

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
    return Decimals.padded(tenths / 36_000, 2)
        + ":"
        + Decimals.minutesAndSeconds(tenths / 10)
        + "."
        + tenths % 10;
  }

  /** A remaining time, such as {@code 2:05} or {@code 1:02:05}. */
  static String remaining(long ns) {
    long seconds = (long) Math.ceil(Math.max(0, ns) / NS_PER_SECOND);
    return seconds < 3600
        ? seconds / 60 + ":" + Decimals.padded(seconds % 60, 2)
        : seconds / 3600 + ":" + Decimals.minutesAndSeconds(seconds);
  }

  /** A span with three significant digits or so, such as {@code 10.3 s}. */
  static String span(long ns) {
    double seconds = seconds(ns);
    return Decimals.fixed(seconds, seconds < 100 ? 2 : 0) + " s";
  }
}
