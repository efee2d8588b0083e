package dev.zoetrope.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** The samples of one metric of one process. */
final class SoakSeries {
  private final String subject;
  private final SoakMetric metric;
  private final List<Double> times = new ArrayList<>();
  private final List<Double> values = new ArrayList<>();

  SoakSeries(String subject, SoakMetric metric) {
    this.subject = subject;
    this.metric = metric;
  }

  /** Name of the process, or of what else is measured. */
  String subject() {
    return subject;
  }

  /** What is measured. */
  SoakMetric metric() {
    return metric;
  }

  /** Adds a sample. */
  void add(double seconds, double value) {
    times.add(seconds);
    values.add(value);
  }

  /** Times of the samples, seconds. */
  List<Double> times() {
    return times;
  }

  /** Their values. */
  List<Double> values() {
    return values;
  }

  /**
   * The line through the samples.
   *
   * @param fromSeconds where it begins: earlier samples are the warm-up
   */
  Trend trend(double fromSeconds) {
    int first = 0;
    while (first < times.size() && times.get(first) < fromSeconds) {
      first++;
    }
    return Trend.of(array(times, first), array(values, first));
  }

  /** Whether the line through the samples gains more than is tolerated. */
  boolean isGrowing(double fromSeconds) {
    Trend trend = trend(fromSeconds);
    return trend.isGrowing(metric.tolerance(trend.mean()));
  }

  private static double[] array(List<Double> list, int first) {
    return list.subList(first, list.size()).stream().mapToDouble(Double::doubleValue).toArray();
  }
}
