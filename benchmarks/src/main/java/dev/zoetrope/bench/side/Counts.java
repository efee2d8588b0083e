package dev.zoetrope.bench.side;

import java.util.StringJoiner;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** A histogram on its way through a line of text: {@code value:count,value:count}. */
public final class Counts {
  private static final int DIGITS = 3;

  private Counts() {}

  /** A histogram for any value, to three digits. */
  public static Histogram empty() {
    return new Histogram(DIGITS);
  }

  static String text(Histogram histogram) {
    StringJoiner text = new StringJoiner(",");
    for (HistogramIterationValue value : histogram.recordedValues()) {
      text.add(value.getValueIteratedTo() + ":" + value.getCountAtValueIteratedTo());
    }
    return text.toString();
  }

  /**
   * Adds what a line tells.
   *
   * @param text empty, or as above
   * @param histogram where to
   */
  public static void add(String text, Histogram histogram) {
    if (text.isEmpty()) {
      return;
    }
    for (String entry : text.split(",", -1)) {
      int colon = entry.indexOf(':');
      histogram.recordValueWithCount(
          Long.parseLong(entry.substring(0, colon)), Long.parseLong(entry.substring(colon + 1)));
    }
  }
}
