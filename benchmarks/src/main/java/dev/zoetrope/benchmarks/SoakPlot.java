package dev.zoetrope.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Series over time as an SVG, a panel for each metric. */
final class SoakPlot {
  private static final List<SoakMetric> PANELS =
      List.of(
          SoakMetric.ANONYMOUS,
          SoakMetric.LIVE_HEAP,
          SoakMetric.DESCRIPTORS,
          SoakMetric.LATENCY_P50,
          SoakMetric.LATENCY_P99);
  private static final List<String> COLOURS =
      List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b", "#17becf");
  private static final int WIDTH = 860;
  private static final int LEFT = 60;
  private static final int RIGHT = 130;
  private static final int PANEL = 150;
  private static final int GAP = 50;
  private static final int TOP = 30;
  private static final int MOST_POINTS = 240;
  private static final double SECONDS_PER_MINUTE = 60;

  private final StringBuilder svg = new StringBuilder();
  private final double seconds;

  private SoakPlot(double seconds) {
    this.seconds = seconds;
  }

  /**
   * Draws.
   *
   * @param series all of them; those of metrics without a panel are left out
   * @param warmUpSeconds where the trends begin
   * @param seconds length of the run
   * @return the text of an SVG file
   */
  static String of(List<SoakSeries> series, double warmUpSeconds, double seconds) {
    SoakPlot plot = new SoakPlot(Math.max(1, seconds));
    int height = TOP + PANELS.size() * (PANEL + GAP);
    plot.add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"12\">%n"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
        WIDTH, height);
    int top = TOP;
    for (SoakMetric metric : PANELS) {
      plot.panel(metric, series.stream().filter(s -> s.metric() == metric).toList(), top);
      double x = plot.x(warmUpSeconds);
      plot.line(x, top, x, top + PANEL, "#bbbbbb\" stroke-dasharray=\"4");
      top += PANEL + GAP;
    }
    plot.add("</svg>%n");
    return plot.svg.toString();
  }

  private void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  private double x(double atSeconds) {
    return LEFT + atSeconds / seconds * (WIDTH - LEFT - RIGHT);
  }

  private void panel(SoakMetric metric, List<SoakSeries> series, int top) {
    double highest =
        series.stream().flatMap(s -> s.values().stream()).mapToDouble(v -> v).max().orElse(1);
    double scale = PANEL / Math.max(1, highest * 1.1);
    int bottom = top + PANEL;
    add("<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>%n", LEFT, top - 8, metric.label());
    line(LEFT, top, LEFT, bottom, "black");
    line(LEFT, bottom, WIDTH - RIGHT, bottom, "black");
    label(LEFT - 6, bottom, "end", "0");
    label(LEFT - 6, top + PANEL - highest * scale, "end", "%.1f", highest);
    label(LEFT, bottom + 16, "start", "0 min");
    label(WIDTH - RIGHT, bottom + 16, "end", "%.1f min", seconds / SECONDS_PER_MINUTE);
    for (int i = 0; i < series.size(); i++) {
      String colour = COLOURS.get(i % COLOURS.size());
      curve(series.get(i), bottom, scale, colour);
      add(
          "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
          WIDTH - RIGHT + 10, top + 14 + 16 * i, colour, series.get(i).subject());
    }
  }

  private void label(double x, double y, String anchor, String format, Object... values) {
    add("<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">", x, y, anchor);
    add(format, values);
    add("</text>%n");
  }

  private void line(double x1, double y1, double x2, double y2, String stroke) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
        x1, y1, x2, y2, stroke);
  }

  /** Several samples in a row become one point, their mean, when there are very many. */
  private void curve(SoakSeries series, int bottom, double scale, String colour) {
    int step = (series.times().size() + MOST_POINTS - 1) / MOST_POINTS;
    List<String> points = new ArrayList<>();
    for (int from = 0; from < series.times().size(); from += step) {
      int to = Math.min(from + step, series.times().size());
      double at = mean(series.times().subList(from, to));
      double value = mean(series.values().subList(from, to));
      points.add(String.format(Locale.ROOT, "%.1f,%.1f", x(at), bottom - value * scale));
    }
    add(
        "<polyline fill=\"none\" stroke=\"%s\" points=\"%s\"/>%n",
        colour, String.join(" ", points));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }
}
