package dev.zoetrope.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Values of several turns. */
final class Samples {
  private final Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);

  void add(Metric metric, double value) {
    values.computeIfAbsent(metric, m -> new ArrayList<>()).add(value);
  }

  /** The median of each. */
  Map<Metric, Double> medians() {
    Map<Metric, Double> medians = new EnumMap<>(Metric.class);
    values.forEach((metric, all) -> medians.put(metric, Tally.median(all)));
    return medians;
  }
}
