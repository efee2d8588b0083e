package dev.zoetrope.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What this project wants to reach, and whether a run did. As ratios: machines differ. */
final class Targets {
  private static final double SPINNING_MOST = 1.3;
  private static final double SLEEPING_MOST = 2;
  private static final double READER_CPU_MOST = 1;
  private static final double FLAT_MOST = 1.3;
  private static final double READERS_MOST = 2;
  private static final double LOOPS_LEAST = 0.95;
  private static final double GSTREAMER_LEAST = 1;
  private static final double FFMPEG_LEAST = 4;
  private static final double FIRST_FRAME_MOST_MS = 1000;
  private static final double IDLE_CPU_MOST = 5;
  private static final double HEAP_MOST_MB = 32;
  private static final double JOB_WALL_MOST = 1;
  private static final double JOB_CPU_MOST = 1.05;
  private static final String PICTURE = "1920x1080";

  private final List<Row> rows;
  private final List<String> lines = new ArrayList<>();

  private Targets(List<Row> rows) {
    this.rows = rows;
  }

  /** A line for each target that can be told from the rows. */
  static List<String> of(List<Row> rows) {
    Targets targets = new Targets(rows);
    targets.handOff();
    targets.atMost(
        "100 MB frame, p50 against 64 B",
        FLAT_MOST,
        targets.ratio(Metric.P50, Scenarios.SIZES, Scenarios.OURS, "100 MB", "64 B"));
    targets.atMost(
        "8 LATEST readers, writer's CPU against 1",
        READERS_MOST,
        targets.readersRatio(Scenarios.OURS),
        Scenarios.SOCKETS,
        targets.readersRatio(Scenarios.SOCKETS));
    targets.throughput();
    targets.start();
    targets.jobs();
    return targets.lines;
  }

  private void jobs() {
    for (Row row : rows) {
      if (row.table().equals(JobBench.TABLE) && row.role() == Role.OURS) {
        String job = "job '" + row.scenario() + "', ";
        atMost(job + "wall time against ffmpeg", JOB_WALL_MOST, row.value(Metric.RATIO));
        atMost(job + "CPU against ffmpeg", JOB_CPU_MOST, row.value(Metric.CPU_RATIO));
      }
    }
  }

  private void handOff() {
    boolean isC = !Double.isNaN(value(Metric.P50, Scenarios.SPINNING, Scenarios.PING_PONG));
    atMost(
        "spinning reader, p50 against " + (isC ? Scenarios.PING_PONG : "the floor"),
        SPINNING_MOST,
        value(Metric.RATIO, Scenarios.SPINNING, Scenarios.OURS),
        Scenarios.SAME_STEPS,
        value(Metric.RATIO, Scenarios.SPINNING, Scenarios.SAME_STEPS));
    for (String pace : List.of(Scenarios.AT_1_KHZ, Scenarios.AT_60_HZ)) {
      atMost(
          pace + ", p50 against a Unix socket",
          SLEEPING_MOST,
          value(Metric.RATIO, pace, Scenarios.OURS));
    }
    atMost(
        Scenarios.AT_60_HZ + ", its CPU in % of a core",
        READER_CPU_MOST,
        value(Metric.READER_CPU, Scenarios.AT_60_HZ, Scenarios.OURS));
  }

  private void throughput() {
    double loops = value(Metric.RATIO, PICTURE, Scenarios.OURS_SPINNING);
    atLeast("1080p, frames/s against two loops in step, all spinning", LOOPS_LEAST, loops);
    beside(loops, Scenarios.JAVA_STEPS, value(Metric.RATIO, PICTURE, Scenarios.JAVA_STEPS));
    atLeast(
        "1080p, frames/s against GStreamer shm, both unread",
        GSTREAMER_LEAST,
        value(Metric.FPS, PICTURE, Scenarios.OURS_UNREAD)
            / value(Metric.FPS, PICTURE, Peers.GSTREAMER));
    atLeast(
        "1080p, frames/s against an FFmpeg pipe",
        FFMPEG_LEAST,
        value(Metric.FPS, PICTURE, Scenarios.OURS) / value(Metric.FPS, PICTURE, Peers.FFMPEG));
  }

  private void start() {
    atMost(
        "first frame published, ms",
        FIRST_FRAME_MOST_MS,
        value(Metric.PUBLISHED, StartBench.TO_DISPLAY, Scenarios.OURS));
    atMost(
        "first frame at a display, ms",
        FIRST_FRAME_MOST_MS,
        value(Metric.TAKEN, StartBench.TO_DISPLAY, Scenarios.OURS));
    atMost(
        "1080p30 to a null display, CPU in % of a core beyond ffmpeg's",
        IDLE_CPU_MOST,
        value(Metric.PROCESS_CPU, StartBench.ALL, Scenarios.OURS)
            - value(Metric.PROCESS_CPU, StartBench.ALL, StartBench.FFMPEG));
    for (String stage : List.of("capture", "display")) {
      atMost("heap of " + stage + ", MB", HEAP_MOST_MB, value(Metric.HEAP, stage, Scenarios.OURS));
    }
  }

  private double value(Metric metric, String scenario, String contender) {
    return rows.stream()
        .filter(row -> row.scenario().equals(scenario) && row.contender().equals(contender))
        .mapToDouble(row -> row.value(metric))
        .findFirst()
        .orElse(Double.NaN);
  }

  private double readersRatio(String contender) {
    return ratio(Metric.CPU_PER_FRAME, Scenarios.READERS, contender, "8 LATEST", "1 LATEST");
  }

  private double ratio(
      Metric metric, String table, String contender, String scenario, String base) {
    List<Row> own = rows.stream().filter(row -> row.table().equals(table)).toList();
    Targets part = new Targets(own);
    return part.value(metric, scenario, contender) / part.value(metric, base, contender);
  }

  private void atMost(String what, double limit, double value) {
    tell(what, "at most", limit, value, value <= limit);
  }

  /** As above, with what a floor that explains the value comes to, where there is one. */
  private void atMost(String what, double limit, double value, String floor, double itsValue) {
    atMost(what, limit, value);
    beside(value, floor, itsValue);
  }

  private void beside(double value, String floor, double itsValue) {
    if (!Double.isNaN(value) && !Double.isNaN(itsValue)) {
      int last = lines.size() - 1;
      lines.set(last, lines.get(last) + "; " + floor + ": " + Metric.format(itsValue));
    }
  }

  private void atLeast(String what, double limit, double value) {
    tell(what, "at least", limit, value, value >= limit);
  }

  private void tell(String what, String sense, double limit, double value, boolean isMet) {
    if (!Double.isNaN(value)) {
      lines.add(
          String.format(
              Locale.ROOT,
              "target %s: %s %s, is %s: %s",
              what,
              sense,
              Metric.format(limit),
              Metric.format(value),
              isMet ? "met" : "missed"));
    }
  }
}
