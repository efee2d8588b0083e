package dev.zoetrope.benchmarks;

/**
 * The straight line through samples of a series, by least squares.
 *
 * @param samples number of samples
 * @param seconds from the first to the last
 * @param mean mean of the values
 * @param perSecond slope
 * @param error standard error of the slope, as if samples were independent
 */
record Trend(int samples, double seconds, double mean, double perSecond, double error) {
  private static final double HOUR_S = 3600;

  /** A slope that may be chance is none: this many standard errors are no chance. */
  private static final double SIGNIFICANT_ERRORS = 4;

  /** Fewer samples than this tell nothing. */
  private static final int FEWEST_SAMPLES = 4;

  /**
   * Fits the line.
   *
   * @param times seconds, growing
   * @param values one for each time
   */
  static Trend of(double[] times, double[] values) {
    int count = times.length;
    double meanTime = mean(times);
    double meanValue = mean(values);
    double squares = 0;
    double products = 0;
    for (int i = 0; i < count; i++) {
      squares += (times[i] - meanTime) * (times[i] - meanTime);
      products += (times[i] - meanTime) * (values[i] - meanValue);
    }
    double slope = squares == 0 ? 0 : products / squares;
    double residuals = 0;
    for (int i = 0; i < count; i++) {
      double residual = values[i] - meanValue - slope * (times[i] - meanTime);
      residuals += residual * residual;
    }
    double error =
        count < FEWEST_SAMPLES || squares == 0 ? 0 : Math.sqrt(residuals / (count - 2) / squares);
    double seconds = count == 0 ? 0 : times[count - 1] - times[0];
    return new Trend(count, seconds, meanValue, slope, error);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return values.length == 0 ? 0 : sum / values.length;
  }

  /** What the line gained from the first sample to the last. */
  double growth() {
    return perSecond * seconds;
  }

  /** Slope, in the unit of the values for each hour. */
  double perHour() {
    return perSecond * HOUR_S;
  }

  /**
   * Whether the line gained more than is tolerated, and not by chance.
   *
   * @param tolerance in the unit of the values
   */
  boolean isGrowing(double tolerance) {
    return samples >= FEWEST_SAMPLES
        && growth() > tolerance
        && perSecond > SIGNIFICANT_ERRORS * error;
  }
}
