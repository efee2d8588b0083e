package dev.zoetrope.encoder;

import dev.zoetrope.ffmpeg.command.Decimals;

/**
 * How far an output is.
 *
 * @param frames pictures; of sound alone, blocks of samples
 * @param seconds media time
 * @param bytes of packets, or of the finished file
 */
record Progress(long frames, double seconds, long bytes) {
  private static final double KILO = 1000;

  /**
   * What to say at the end.
   *
   * @param size of the file under the output's name; not its own when no packet was written
   */
  String atEnd(long size) {
    return bytes == 0 ? "not written" : withBytes(size).toString();
  }

  private Progress withBytes(long other) {
    return new Progress(frames, seconds, other);
  }

  @Override
  public String toString() {
    return frames + " frames, " + time() + ", " + size();
  }

  private String time() {
    long hundredths = Math.round(seconds * 100);
    return hundredths / 360_000
        + ":"
        + Decimals.minutesAndSeconds(hundredths / 100)
        + "."
        + Decimals.padded(hundredths % 100, 2);
  }

  private String size() {
    double size = bytes;
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    int unit = 0;
    while (size >= KILO && unit < units.length - 1) {
      size /= KILO;
      unit++;
    }
    return Decimals.fixed(size, unit == 0 ? 0 : 1) + " " + units[unit];
  }
}
