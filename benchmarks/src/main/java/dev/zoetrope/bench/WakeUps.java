package dev.zoetrope.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What waking a reader up costs: the median of a hand-off to one that sleeps, less that to one that
 * spins; of ours, and of the floors. Told from the rows of the hand-offs, not measured again.
 */
final class WakeUps {
  static final String TABLE = "wake-up";

  private WakeUps() {}

  /**
   * A row for each pace and each way that both spins and sleeps. None where that cannot be told: on
   * a machine so busy that who spins comes later than who sleeps.
   */
  static List<Row> of(List<Row> rows) {
    List<Row> wakeUps = new ArrayList<>();
    for (String pace : List.of(Scenarios.AT_1_KHZ, Scenarios.AT_60_HZ)) {
      Row floor = wakeUp(rows, pace, Role.FLOOR);
      Row ours = wakeUp(rows, pace, Role.OURS);
      if (ours.values().containsKey(Metric.P50) && floor.values().containsKey(Metric.P50)) {
        wakeUps.add(ours.with(Metric.RATIO, ours.value(Metric.P50) / floor.value(Metric.P50)));
        wakeUps.add(floor.with(Metric.RATIO, 1));
      }
    }
    return wakeUps;
  }

  private static Row wakeUp(List<Row> rows, String pace, Role role) {
    Row spinning = first(rows, Scenarios.SPINNING, role);
    Row sleeping = first(rows, pace, role);
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    for (Metric metric : List.of(Metric.P50, Metric.COST)) {
      double difference = sleeping.value(metric) - spinning.value(metric);
      if (difference > 0) {
        values.put(metric, difference);
      }
    }
    return new Row(TABLE, pace, sleeping.contender(), role, values);
  }

  private static Row first(List<Row> rows, String scenario, Role role) {
    return rows.stream()
        .filter(row -> row.scenario().equals(scenario) && row.role() == role)
        .findFirst()
        .orElseThrow();
  }
}
