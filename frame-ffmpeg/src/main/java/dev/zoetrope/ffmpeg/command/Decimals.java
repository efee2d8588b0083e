package dev.zoetrope.ffmpeg.command;

/**
 * Numbers with a fixed number of decimals as text. {@code String.format} looks for how a locale
 * writes numbers, 30 ms at its first call, which a run would end later by.
 */
public final class Decimals {
  private static final int RADIX = 10;

  private Decimals() {}

  /**
   * A number as text, such as {@code 12.50}; halves are rounded up.
   *
   * @param value not negative, and below 1e15 with its decimals counted
   * @param decimals how many to show, 0 to 9
   */
  public static String fixed(double value, int decimals) {
    long scale = 1;
    for (int i = 0; i < decimals; i++) {
      scale *= RADIX;
    }
    long scaled = Math.round(value * scale);
    String whole = Long.toString(scaled / scale);
    return decimals == 0 ? whole : whole + "." + padded(scaled % scale, decimals);
  }

  /**
   * A whole number as text, with zeros before it, such as {@code 07}.
   *
   * @param value not negative
   * @param digits how many to show at least
   */
  public static String padded(long value, int digits) {
    String text = Long.toString(value);
    return "0".repeat(Math.max(0, digits - text.length())) + text;
  }

  /**
   * The minutes and seconds of a clock, such as {@code 02:05}, without its hours.
   *
   * @param seconds not negative
   */
  public static String minutesAndSeconds(long seconds) {
    return padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2);
  }
}
