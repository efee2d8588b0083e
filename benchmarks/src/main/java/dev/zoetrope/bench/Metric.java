package dev.zoetrope.bench;

import java.util.Locale;

/** What can be said of one way of handing frames over, in its unit. */
enum Metric {
  /** Median age of a frame when the reader has it. */
  P50("p50", "us", Better.LOW),
  P90("p90", "us", Better.LOW),
  P99("p99", "us", Better.LOW),
  P999("p99.9", "us", Better.LOW),
  MAX("max", "us", Better.LOW),
  FPS("frames/s", "", Better.HIGH),
  GIGABYTES("GB/s", "", Better.HIGH),
  /** Against the first floor of the same runs. */
  RATIO("x floor", "", Better.NONE),
  /** Median of what claiming and publishing takes the writer. */
  COST("writer", "us", Better.LOW),
  WRITER_CPU("writer CPU", "%", Better.LOW),
  READER_CPU("reader CPU", "%", Better.LOW),
  /** CPU time of the writer's whole process for a frame. */
  CPU_PER_FRAME("CPU/frame", "us", Better.LOW),
  /** Frames that a reader did not get. */
  SKIPPED("skipped", "", Better.NONE),
  /** From the command until the first frame is published. */
  PUBLISHED("published", "ms", Better.LOW),
  /** From the command until a display has taken its first frame. */
  TAKEN("taken by display", "ms", Better.LOW),
  /** From the command until it has ended. */
  END("end", "ms", Better.LOW),
  /** Resident memory, shared parts counted in full. */
  RESIDENT("resident", "MB", Better.LOW),
  /** Resident memory, shared parts divided by those who share them. */
  PROPORTIONAL("proportional", "MB", Better.LOW),
  /** What the JVM has taken for its heap. */
  HEAP("heap", "MB", Better.LOW),
  /** CPU time of a process in the steady state. */
  PROCESS_CPU("CPU", "%", Better.LOW),
  /** Time from the start to the end of a job. */
  WALL("wall", "s", Better.LOW),
  /** CPU time of all processes of a job. */
  CPU("CPU", "s", Better.LOW),
  /** CPU time against the first floor of the same runs. */
  CPU_RATIO("CPU x floor", "", Better.NONE),
  /** What of the wall time a job of one frame takes. */
  START("start", "s", Better.LOW),
  START_CPU("start CPU", "s", Better.LOW),
  /** Wall time against the floor, less what starting takes each of them. */
  NET_RATIO("x less start", "", Better.NONE),
  NET_CPU_RATIO("CPU x less start", "", Better.NONE),
  /** Frames in each output. */
  FRAMES("frames", "", Better.NONE);

  /** Which way is better. */
  enum Better {
    LOW,
    HIGH,
    NONE
  }

  private static final int DIGITS = 3;
  private static final double HUNDRED = 100;

  private final String label;
  private final String unit;
  private final Better better;

  Metric(String label, String unit, Better better) {
    this.label = label;
    this.unit = unit;
    this.better = better;
  }

  /** Heading of a column. */
  String heading() {
    return unit.isEmpty() ? label : label + " " + unit;
  }

  /** Name in files. */
  String key() {
    return name().toLowerCase(Locale.ROOT)
        + (unit.matches("[a-zA-Z]+") ? "_" + unit.toLowerCase(Locale.ROOT) : "");
  }

  Better better() {
    return better;
  }

  /** A number with about three digits that count. */
  static String format(double value) {
    if (value == Math.rint(value) || Math.abs(value) >= HUNDRED) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int before = Math.abs(value) < 1 ? 1 : (int) Math.log10(Math.abs(value)) + 1;
    return String.format(Locale.ROOT, "%." + (DIGITS - before) + "f", value);
  }
}
