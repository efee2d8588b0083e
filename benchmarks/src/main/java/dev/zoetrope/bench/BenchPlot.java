package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.Styler;

/** The figures that count most, as bars. */
final class BenchPlot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final String FLOOR = "floor";

  private BenchPlot() {}

  /**
   * Draws a table, a group of bars for each scenario.
   *
   * @param file an SVG file
   * @param metric what is drawn
   */
  static void write(Path file, String table, Metric metric, List<Row> all) throws IOException {
    List<Row> rows =
        all.stream()
            .filter(row -> row.table().equals(table) && row.values().containsKey(metric))
            .toList();
    Set<String> scenarios = new LinkedHashSet<>();
    Map<String, Map<String, Double>> series = new LinkedHashMap<>();
    for (Row row : rows) {
      scenarios.add(row.scenario());
      String name = row.role() == Role.FLOOR ? FLOOR : row.contender();
      // The first floor of a scenario is the one to compare with.
      series
          .computeIfAbsent(name, key -> new LinkedHashMap<>())
          .putIfAbsent(row.scenario(), row.value(metric));
    }
    series.values().removeIf(values -> values.size() < scenarios.size());
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(table)
            .yAxisTitle(metric.heading())
            .build();
    if (metric == Metric.P50) {
      double least = rows.stream().mapToDouble(row -> row.value(metric)).min().orElse(1);
      chart.getStyler().setYAxisLogarithmic(true);
      chart.getStyler().setYAxisMin(Math.pow(10, Math.floor(Math.log10(least))));
    }
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    List<String> names = new ArrayList<>(scenarios);
    series.forEach((name, values) -> chart.addSeries(name, names, List.copyOf(values.values())));
    Files.write(file, ChartEncoder.getBytes(chart, "svg"));
  }
}
