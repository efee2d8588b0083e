package dev.zoetrope.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What waking up costs, told from hand-offs. */
@Tag("once")
class WakeUpsTest {
  private static final String FLOOR = "C Unix socket";

  private static Row row(String scenario, String contender, Role role, double p50, double cost) {
    return new Row(
        Scenarios.HAND_OFF,
        scenario,
        contender,
        role,
        Map.of(Metric.P50, p50, Metric.P99, 9 * p50, Metric.COST, cost));
  }

  private static List<Row> rows(double spinning) {
    return List.of(
        row(Scenarios.SPINNING, Scenarios.OURS, Role.OURS, spinning, 1),
        row(Scenarios.SPINNING, Scenarios.PING_PONG, Role.FLOOR, 0.5, 1),
        row(Scenarios.SPINNING, "C one word", Role.FLOOR, 0.25, 1),
        row(Scenarios.AT_1_KHZ, Scenarios.OURS, Role.OURS, 31, 15),
        row(Scenarios.AT_1_KHZ, FLOOR, Role.FLOOR, 15.5, 4),
        row(Scenarios.AT_60_HZ, Scenarios.OURS, Role.OURS, 61, 21),
        row(Scenarios.AT_60_HZ, FLOOR, Role.FLOOR, 40.5, 11));
  }

  private static Row wakeUp(String pace, String contender, Role role, Map<Metric, Double> values) {
    return new Row(WakeUps.TABLE, pace, contender, role, values);
  }

  @Test
  void itIsWhatASleepingReaderTakesLongerThanASpinningOne() {
    assertEquals(
        List.of(
            wakeUp(
                Scenarios.AT_1_KHZ,
                Scenarios.OURS,
                Role.OURS,
                Map.of(Metric.P50, 30.0, Metric.COST, 14.0, Metric.RATIO, 2.0)),
            wakeUp(
                Scenarios.AT_1_KHZ,
                FLOOR,
                Role.FLOOR,
                Map.of(Metric.P50, 15.0, Metric.COST, 3.0, Metric.RATIO, 1.0)),
            wakeUp(
                Scenarios.AT_60_HZ,
                Scenarios.OURS,
                Role.OURS,
                Map.of(Metric.P50, 60.0, Metric.COST, 20.0, Metric.RATIO, 1.5)),
            wakeUp(
                Scenarios.AT_60_HZ,
                FLOOR,
                Role.FLOOR,
                Map.of(Metric.P50, 40.0, Metric.COST, 10.0, Metric.RATIO, 1.0))),
        WakeUps.of(rows(1)));
  }

  @Test
  void whereSpinningWasSlowerItCannotBeTold() {
    assertEquals(2, WakeUps.of(rows(40)).size());
    assertEquals(0, WakeUps.of(rows(70)).size());
  }
}
