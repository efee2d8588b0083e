package dev.zoetrope.benchmarks;

/**
 * What a soak measures, and how much of it may be gained over the whole of a run. A leak worth the
 * name passes any of these bounds within an hour: 2 MB an hour are 19 bytes for each frame.
 */
enum SoakMetric {
  /** Resident memory, all of it. */
  RESIDENT("resident", "MB", 2, 0.02),
  /** Resident memory of the process's own: heap, native memory, stacks. */
  ANONYMOUS("anonymous", "MB", 2, 0.02),
  /** Resident shared memory: slots and control headers. */
  SHARED("shared", "MB", 0.5, 0.02),
  /** Live objects after a full collection. */
  LIVE_HEAP("live heap", "MB", 0.5, 0.05),
  /** Open file descriptors. */
  DESCRIPTORS("descriptors", "", 2, 0),
  /** Mappings of the pipeline's files, deleted ones included. */
  MAPPINGS("mappings", "", 2, 0),
  /** Threads. */
  THREADS("threads", "", 2, 0),
  /** Files in the pipeline's directory. */
  FILES("files", "", 1, 0),
  /** From the capture stamp to the reader, median of an interval. */
  LATENCY_P50("latency p50", "ms", 5, 0.25),
  /** The same, 99th percentile: one or two frames of an interval, so that others' load shows. */
  LATENCY_P99("latency p99", "ms", 20, 0.5),
  /** Behind real time since the start, median of an interval. */
  LATENESS("lateness p50", "ms", 5, 0.25);

  private final String label;
  private final String unit;
  private final double absolute;
  private final double relative;

  SoakMetric(String label, String unit, double absolute, double relative) {
    this.label = label;
    this.unit = unit;
    this.absolute = absolute;
    this.relative = relative;
  }

  /** Name with unit. */
  String label() {
    return unit.isEmpty() ? label : label + " " + unit;
  }

  /** What the line through the samples may gain over a run: the larger of the two bounds. */
  double tolerance(double mean) {
    return Math.max(absolute, relative * mean);
  }
}
