package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.List;

/** The steps of a simulation: a hash of all of them, and the last ones to be read. */
final class StepTrace {
  private static final int KEPT = 4096;
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final long[] times = new long[KEPT];
  private final String[] tasks = new String[KEPT];
  private final String[] places = new String[KEPT];
  private long steps;
  private long hash;

  void add(long nowNs, Task task, String place) {
    int at = (int) (steps++ % KEPT);
    times[at] = nowNs;
    tasks[at] = task.getName();
    places[at] = place;
    hash = (hash ^ nowNs ^ ((long) task.id() << 40) ^ place.hashCode()) * SPREAD;
    hash ^= hash >>> 29;
  }

  long steps() {
    return steps;
  }

  /** The same for the same steps at the same times. */
  long hash() {
    return hash;
  }

  /** The last steps, oldest first. */
  List<String> last(int count) {
    List<String> lines = new ArrayList<>();
    for (long step = Math.max(0, steps - Math.min(count, KEPT)); step < steps; step++) {
      int at = (int) (step % KEPT);
      lines.add(
          String.format("%8d %,18d ns  %-14s %s", step + 1, times[at], tasks[at], places[at]));
    }
    return lines;
  }
}
