package dev.zoetrope.encoder;

import java.util.Locale;

/**
 * How far an output is.
 *
 * @param frames pictures; of sound alone, blocks of samples
 * @param seconds media time
 * @param bytes of packets, or of the finished file
 */
record Progress(long frames, double seconds, long bytes) {
  private static final double KILO = 1000;

  Progress withBytes(long other) {
    return new Progress(frames, seconds, other);
  }

  @Override
  public String toString() {
    return frames + " frames, " + time() + ", " + size();
  }

  private String time() {
    long hundredths = Math.round(seconds * 100);
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d.%02d",
        hundredths / 360_000,
        hundredths / 6000 % 60,
        hundredths / 100 % 60,
        hundredths % 100);
  }

  private String size() {
    double size = bytes;
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    while (size >= KILO && unit < units.length - 1) {
      size /= KILO;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
  }
}
