package dev.zoetrope.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How long it took after kills, as distributions. Thread-safe. */
final class Recovery {
  private static final double NS_PER_MS = 1e6;

  private final Map<String, List<Long>> times = new TreeMap<>();

  /** Adds the time since a kill. */
  synchronized void add(String what, long killedNs) {
    times.computeIfAbsent(what, key -> new ArrayList<>()).add(System.nanoTime() - killedNs);
  }

  /** How many kills were recovered from, each counted by the times that were taken first. */
  synchronized long kills() {
    return times.entrySet().stream()
        .filter(entry -> entry.getKey().contains("killed"))
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }

  /** A table, milliseconds. */
  synchronized String table() {
    StringBuilder table = new StringBuilder();
    table.append(row("ms after the kill", "kills", "p50", "p90", "p99", "max"));
    times.forEach(
        (what, ns) -> {
          List<Long> sorted = ns.stream().sorted().toList();
          table.append(
              row(
                  what,
                  ns.size(),
                  at(sorted, 50),
                  at(sorted, 90),
                  at(sorted, 99),
                  at(sorted, 100)));
        });
    return table.toString();
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-44s %6s %8s %8s %8s %8s%n", cells);
  }

  private static String at(List<Long> sorted, int percent) {
    int index = (int) Math.ceil(percent / 100.0 * sorted.size()) - 1;
    return String.format(Locale.ROOT, "%.1f", sorted.get(Math.max(0, index)) / NS_PER_MS);
  }
}
