package dev.zoetrope.bench;

import dev.zoetrope.bench.side.Counts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What the runs of one contender add up to. */
final class Tally {
  private static final double NS_PER_US = 1e3;
  private static final double PERCENT = 100;
  private static final double GIGA = 1e9;

  private final Histogram latency = Counts.empty();
  private final Histogram cost = Counts.empty();
  private final List<Double> framesPerSecond = new ArrayList<>();
  private long sent;
  private long skipped = -1;
  private long wallNs;
  private long writerCpuNs;
  private long readerCpuNs;

  /** Ages of the frames when a reader had them, ns. */
  Histogram latency() {
    return latency;
  }

  /** What each frame took the writer, ns. */
  Histogram cost() {
    return cost;
  }

  /** Adds the frames of a run. */
  void frames(long count) {
    sent += count;
  }

  /** Frames of all runs. */
  long frames() {
    return sent;
  }

  /** Adds the frames of a run that readers missed. */
  void skipped(long count) {
    skipped = Math.max(0, skipped) + count;
  }

  /** Adds a rate. */
  void rate(double perSecond) {
    framesPerSecond.add(perSecond);
  }

  /** Adds the CPU times of a run. */
  void cpu(long wall, long writer, long reader) {
    wallNs += wall;
    writerCpuNs += writer;
    readerCpuNs += reader;
  }

  /**
   * The sums.
   *
   * @param length bytes of a frame
   */
  Map<Metric, Double> values(int length) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    if (latency.getTotalCount() > 0) {
      values.put(Metric.P50, latency.getValueAtPercentile(50) / NS_PER_US);
      values.put(Metric.P90, latency.getValueAtPercentile(90) / NS_PER_US);
      values.put(Metric.P99, latency.getValueAtPercentile(99) / NS_PER_US);
      values.put(Metric.P999, latency.getValueAtPercentile(99.9) / NS_PER_US);
      values.put(Metric.MAX, latency.getMaxValue() / NS_PER_US);
    }
    if (cost.getTotalCount() > 0) {
      values.put(Metric.COST, cost.getValueAtPercentile(50) / NS_PER_US);
      values.put(Metric.CPU_PER_FRAME, writerCpuNs / NS_PER_US / sent);
    }
    if (!framesPerSecond.isEmpty()) {
      double median = median(framesPerSecond);
      values.put(Metric.FPS, median);
      values.put(Metric.GIGABYTES, median * length / GIGA);
    }
    if (wallNs > 0) {
      values.put(Metric.WRITER_CPU, PERCENT * writerCpuNs / wallNs);
      values.put(Metric.READER_CPU, PERCENT * readerCpuNs / wallNs);
    }
    if (skipped >= 0) {
      values.put(Metric.SKIPPED, (double) skipped);
    }
    return values;
  }

  /** The middle one, or the mean of the two there. */
  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
