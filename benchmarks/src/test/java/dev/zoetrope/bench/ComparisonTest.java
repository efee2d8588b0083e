package dev.zoetrope.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two runs side by side: what counts as worse. */
@Tag("once")
class ComparisonTest {
  private static Report report(String table, Map<Metric, Double> values) {
    Row row = new Row(table, "somewhere", "zoetrope", Role.OURS, values);
    // There and back: a comparison is made of files.
    return Report.fromJson(
        new Report(Map.of("cpu", "a \"fast\" one"), List.of(row), List.of()).toJson());
  }

  private static int regressions(Map<Metric, Double> before, Map<Metric, Double> after) {
    return new Comparison(report("t", before), report("t", after), 10).regressions();
  }

  @Test
  void aLatencyThatGrewIsARegression() {
    assertEquals(1, regressions(Map.of(Metric.P50, 1.0), Map.of(Metric.P50, 1.2)));
    assertEquals(0, regressions(Map.of(Metric.P50, 1.0), Map.of(Metric.P50, 1.05)));
    assertEquals(0, regressions(Map.of(Metric.P50, 1.0), Map.of(Metric.P50, 0.5)));
  }

  @Test
  void aRateThatFellIsARegression() {
    assertEquals(1, regressions(Map.of(Metric.FPS, 100.0), Map.of(Metric.FPS, 80.0)));
    assertEquals(0, regressions(Map.of(Metric.FPS, 100.0), Map.of(Metric.FPS, 200.0)));
  }

  @Test
  void aBusierMachineIsNone() {
    Map<Metric, Double> before = Map.of(Metric.P50, 1.0, Metric.RATIO, 1.5);
    assertEquals(0, regressions(before, Map.of(Metric.P50, 9.0, Metric.RATIO, 1.5)));
    assertEquals(1, regressions(before, Map.of(Metric.P50, 1.0, Metric.RATIO, 2.0)));
  }

  @Test
  void aRatioOfRatesMustNotFall() {
    Map<Metric, Double> before = Map.of(Metric.FPS, 100.0, Metric.RATIO, 0.9);
    assertEquals(1, regressions(before, Map.of(Metric.FPS, 100.0, Metric.RATIO, 0.5)));
    assertEquals(0, regressions(before, Map.of(Metric.FPS, 50.0, Metric.RATIO, 1.0)));
  }

  @Test
  void whatOnlyOneRunHasIsLeftOut() {
    Report before = report("t", Map.of(Metric.P50, 1.0));
    assertTrue(new Comparison(before, report("u", Map.of(Metric.P50, 9.0)), 10).lines().isEmpty());
  }
}
