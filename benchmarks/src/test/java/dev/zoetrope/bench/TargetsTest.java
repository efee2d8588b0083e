package dev.zoetrope.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether a run reached what it should: only of what it measured. */
@Tag("once")
class TargetsTest {
  private static Row ours(String table, String scenario, Map<Metric, Double> values) {
    return new Row(table, scenario, Scenarios.OURS, Role.OURS, values);
  }

  private static Row floor(String table, String scenario, String name, Map<Metric, Double> values) {
    return new Row(table, scenario, name, Role.FLOOR, values);
  }

  @Test
  void aRatioIsHeldAgainstItsLimit() {
    Row good = ours(Scenarios.HAND_OFF, Scenarios.AT_1_KHZ, Map.of(Metric.RATIO, 1.5));
    Row bad =
        new Row(
            Scenarios.THROUGHPUT,
            "1920x1080",
            Scenarios.OURS_SPINNING,
            Role.OURS,
            Map.of(Metric.RATIO, 0.8));
    assertEquals(
        List.of(
            "target sleeping reader, 1 kHz, p50 against a Unix socket: at most 2, is 1.50: met",
            "target 1080p, frames/s against two loops in step, all spinning: at least 0.95, is 0.80:"
                + " missed"),
        Targets.of(List.of(good, bad)));
  }

  @Test
  void sizesAndReadersAreHeldAgainstTheSmallestOfTheirKind() {
    List<Row> rows =
        List.of(
            ours(Scenarios.SIZES, "64 B", Map.of(Metric.P50, 1.0)),
            ours(Scenarios.SIZES, "100 MB", Map.of(Metric.P50, 1.1)),
            ours(Scenarios.READERS, "1 LATEST", Map.of(Metric.CPU_PER_FRAME, 10.0)),
            ours(Scenarios.READERS, "8 LATEST", Map.of(Metric.CPU_PER_FRAME, 25.0)));
    assertEquals(
        List.of(
            "target 100 MB frame, p50 against 64 B: at most 1.30, is 1.10: met",
            "target 8 LATEST readers, writer's CPU against 1: at most 2, is 2.50: missed"),
        Targets.of(rows));
  }

  @Test
  void floorsAreToldBesideTheTargetsThatTheyExplain() {
    List<Row> rows =
        List.of(
            ours(Scenarios.HAND_OFF, Scenarios.SPINNING, Map.of(Metric.RATIO, 2.2)),
            floor(
                Scenarios.HAND_OFF,
                Scenarios.SPINNING,
                Scenarios.PING_PONG,
                Map.of(Metric.P50, 0.3, Metric.RATIO, 1.0)),
            floor(
                Scenarios.HAND_OFF,
                Scenarios.SPINNING,
                Scenarios.SAME_STEPS,
                Map.of(Metric.RATIO, 1.9)),
            new Row(
                Scenarios.THROUGHPUT,
                "1920x1080",
                Scenarios.OURS_SPINNING,
                Role.OURS,
                Map.of(Metric.RATIO, 0.9)),
            floor(
                Scenarios.THROUGHPUT,
                "1920x1080",
                Scenarios.JAVA_STEPS,
                Map.of(Metric.RATIO, 0.97)),
            ours(Scenarios.READERS, "1 LATEST", Map.of(Metric.CPU_PER_FRAME, 10.0)),
            ours(Scenarios.READERS, "8 LATEST", Map.of(Metric.CPU_PER_FRAME, 25.0)),
            floor(
                Scenarios.READERS,
                "1 LATEST",
                Scenarios.SOCKETS,
                Map.of(Metric.CPU_PER_FRAME, 10.0)),
            floor(
                Scenarios.READERS,
                "8 LATEST",
                Scenarios.SOCKETS,
                Map.of(Metric.CPU_PER_FRAME, 31.0)));
    assertEquals(
        List.of(
            "target spinning reader, p50 against C ping-pong: at most 1.30, is 2.20: missed;"
                + " C same steps: 1.90",
            "target 8 LATEST readers, writer's CPU against 1: at most 2, is 2.50: missed;"
                + " C Unix sockets: 3.10",
            "target 1080p, frames/s against two loops in step, all spinning: at least 0.95, is 0.90:"
                + " missed; Java two loops in step: 0.97"),
        Targets.of(rows));
  }

  @Test
  void aPeerThatWasNotThereIsNoTarget() {
    Row unread =
        new Row(
            Scenarios.THROUGHPUT,
            "1920x1080",
            Scenarios.OURS_UNREAD,
            Role.OURS,
            Map.of(Metric.FPS, 9.0));
    assertEquals(List.of(), Targets.of(List.of(unread)));
  }
}
