package dev.zoetrope.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A whole run.
 *
 * @param machine where
 * @param rows what came out
 * @param notes what else a reader of the figures must know
 */
record Report(Map<String, Object> machine, List<Row> rows, List<String> notes) {
  private static final String FORMAT = "zoetrope-bench 1";

  /** Copies. */
  Report {
    machine = new LinkedHashMap<>(machine);
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
  }

  /** As a JSON document. */
  String toJson() {
    List<Object> lines = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("table", row.table());
      line.put("scenario", row.scenario());
      line.put("contender", row.contender());
      line.put("role", row.role().name().toLowerCase(Locale.ROOT));
      row.values().forEach((metric, value) -> line.put(metric.key(), value));
      lines.add(line);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", FORMAT);
    all.put("machine", machine);
    all.put("rows", lines);
    all.put("notes", notes);
    return Json.write(all);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static Report fromJson(String json) {
    Map<?, ?> all = Json.read(json) instanceof Map<?, ?> map ? map : Map.of();
    if (!FORMAT.equals(all.get("format")) || !(all.get("rows") instanceof List<?> lines)) {
      throw new IllegalArgumentException("not written by 'zoetrope bench'");
    }
    List<Row> rows = new ArrayList<>();
    for (Object line : lines) {
      rows.add(row((Map<?, ?>) line));
    }
    return new Report(Map.of(), rows, List.of());
  }

  private static Row row(Map<?, ?> line) {
    Map<Metric, Double> values = new LinkedHashMap<>();
    for (Metric metric : Metric.values()) {
      if (line.get(metric.key()) instanceof Number number) {
        values.put(metric, number.doubleValue());
      }
    }
    return new Row(
        line.get("table").toString(),
        line.get("scenario").toString(),
        line.get("contender").toString(),
        Role.valueOf(line.get("role").toString().toUpperCase(Locale.ROOT)),
        values);
  }

  /** As lines of comma-separated values: one for each value. */
  String toCsv() {
    StringBuilder csv = new StringBuilder("table,scenario,contender,metric,value\n");
    for (Row row : rows) {
      row.values()
          .forEach(
              (metric, value) ->
                  csv.append(quote(row.table()))
                      .append(',')
                      .append(quote(row.scenario()))
                      .append(',')
                      .append(quote(row.contender()))
                      .append(',')
                      .append(metric.key())
                      .append(',')
                      .append(value)
                      .append('\n'));
    }
    return csv.toString();
  }

  private static String quote(String text) {
    return text.contains(",") ? '"' + text + '"' : text;
  }
}
