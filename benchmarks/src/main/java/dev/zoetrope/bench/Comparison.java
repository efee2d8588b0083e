package dev.zoetrope.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two runs, of which the second shall not be worse. Ratios to the floor of the same run are
 * compared where there are any: they survive a machine that is busier than it was.
 */
final class Comparison {
  private static final double PERCENT = 100;
  private static final List<Metric> WITHOUT_FLOOR = List.of(Metric.P50, Metric.COST, Metric.FPS);

  private final List<String> lines = new ArrayList<>();
  private int regressions;

  /**
   * Compares what both have of ours.
   *
   * @param tolerance what counts as the same, percent
   */
  Comparison(Report before, Report after, double tolerance) {
    Map<String, Row> former =
        before.rows().stream()
            .filter(row -> row.role() == Role.OURS)
            .collect(Collectors.toMap(Row::key, Function.identity()));
    for (Row row : after.rows()) {
      Row old = former.get(row.key());
      if (old != null) {
        compare(old, row, tolerance);
      }
    }
  }

  private void compare(Row old, Row row, double tolerance) {
    boolean hasRatio = has(old, row, Metric.RATIO);
    if (hasRatio) {
      boolean isHighBetter = row.values().containsKey(Metric.FPS);
      compare(old, row, Metric.RATIO, isHighBetter, tolerance);
      if (has(old, row, Metric.CPU_RATIO)) {
        compare(old, row, Metric.CPU_RATIO, false, tolerance);
      }
      return;
    }
    for (Metric metric : WITHOUT_FLOOR) {
      if (has(old, row, metric)) {
        compare(old, row, metric, metric.better() == Metric.Better.HIGH, tolerance);
      }
    }
  }

  private static boolean has(Row old, Row row, Metric metric) {
    return old.values().containsKey(metric) && row.values().containsKey(metric);
  }

  private void compare(Row old, Row row, Metric metric, boolean isHighBetter, double tolerance) {
    double change = (row.value(metric) / old.value(metric) - 1) * PERCENT;
    double worse = isHighBetter ? -change : change;
    String verdict = "";
    if (worse > tolerance) {
      verdict = "  REGRESSION";
      regressions++;
    } else if (worse < -tolerance) {
      verdict = "  better";
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%-45s %-10s %8s -> %8s  %+6.1f %%%s",
            row.key(),
            metric.heading(),
            Metric.format(old.value(metric)),
            Metric.format(row.value(metric)),
            change,
            verdict));
  }

  /** One line for each figure that both runs have. */
  List<String> lines() {
    return lines;
  }

  /** How many are worse. */
  int regressions() {
    return regressions;
  }
}
