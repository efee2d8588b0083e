package dev.zoetrope.ffmpeg.command;

/** Options that say for how long, in seconds. */
public final class Seconds {
  private static final double NS_PER_SECOND = 1e9;
  private static final double MAX_SECONDS = 86_400;

  private Seconds() {}

  /**
   * A time in nanoseconds.
   *
   * @param option that gives it
   * @param seconds its value
   * @throws IllegalArgumentException when that is not more than 0, or more than a day
   */
  public static long toNs(String option, double seconds) {
    if (!(seconds > 0 && seconds <= MAX_SECONDS)) {
      throw new IllegalArgumentException(
          option + " '" + seconds + "': allowed: more than 0, at most " + (long) MAX_SECONDS);
    }
    return (long) (seconds * NS_PER_SECOND);
  }
}
