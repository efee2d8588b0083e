package dev.zoetrope.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All samples of a soak, kept for the report and written to a CSV file as they come. */
final class SoakRecord implements AutoCloseable {
  /** Part of a run, at its beginning, that counts as warming up, and its longest length. */
  private static final double WARM_UP_PART = 0.25;

  private static final double LONGEST_WARM_UP_S = 900;

  private final Map<String, SoakSeries> series = new LinkedHashMap<>();
  private final PrintWriter csv;
  private double seconds;

  /**
   * Begins a file.
   *
   * @param file the CSV file: one line for each value
   */
  SoakRecord(Path file) throws IOException {
    csv = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
    csv.println("seconds,subject,metric,value");
  }

  /** Adds a sample. */
  void add(double at, String subject, SoakMetric metric, double value) {
    seconds = at;
    series
        .computeIfAbsent(subject + " " + metric, key -> new SoakSeries(subject, metric))
        .add(at, value);
    csv.printf(Locale.ROOT, "%.1f,%s,%s,%.3f%n", at, subject, metric.label(), value);
    csv.flush();
  }

  /** When the newest sample was taken, seconds. */
  double seconds() {
    return seconds;
  }

  /** Where the trends begin, seconds. */
  double warmUpSeconds() {
    return Math.min(LONGEST_WARM_UP_S, WARM_UP_PART * seconds);
  }

  /** All series, in the order in which they appeared. */
  List<SoakSeries> series() {
    return List.copyOf(series.values());
  }

  /** The series that gain more than is tolerated. */
  List<SoakSeries> growing() {
    return series.values().stream().filter(s -> s.isGrowing(warmUpSeconds())).toList();
  }

  /** The trends as a table. */
  List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-9s %-16s %10s %10s %10s %10s  %s",
            "PROCESS",
            "SERIES",
            "MEAN",
            "PER HOUR",
            "GAINED",
            "TOLERATED",
            "VERDICT"));
    for (SoakSeries one : series.values()) {
      Trend trend = one.trend(warmUpSeconds());
      lines.add(
          String.format(
              Locale.ROOT,
              "%-9s %-16s %10.2f %+10.2f %+10.2f %10.2f  %s",
              one.subject(),
              one.metric().label(),
              trend.mean(),
              trend.perHour(),
              trend.growth(),
              one.metric().tolerance(trend.mean()),
              one.isGrowing(warmUpSeconds()) ? "GROWING" : "flat"));
    }
    return lines;
  }

  @Override
  public void close() {
    csv.close();
  }
}
