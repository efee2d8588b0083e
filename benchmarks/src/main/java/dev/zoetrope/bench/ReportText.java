package dev.zoetrope.bench;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A report as tables. */
final class ReportText {
  private static final int GAP = 2;

  private final Report report;
  private final List<String> lines = new ArrayList<>();

  private ReportText(Report report) {
    this.report = report;
  }

  static List<String> of(Report report) {
    ReportText text = new ReportText(report);
    Map<String, Object> machine = report.machine();
    text.lines.add(
        String.format(
            Locale.ROOT,
            "%s, %s cores, %s GiB, %s; %s; load %s",
            machine.get("cpu"),
            machine.get("cores"),
            machine.get("memory_gib"),
            machine.get("system"),
            machine.get("java"),
            machine.get("load")));
    text.lines.add("floors: " + machine.get("floors"));
    Set<String> tables = new LinkedHashSet<>();
    report.rows().forEach(row -> tables.add(row.table()));
    tables.forEach(text::table);
    if (!report.notes().isEmpty()) {
      text.lines.add("");
      text.lines.addAll(report.notes());
    }
    return text.lines;
  }

  private void table(String table) {
    List<Row> rows = report.rows().stream().filter(row -> row.table().equals(table)).toList();
    List<Metric> columns =
        Stream.of(Metric.values())
            .filter(metric -> rows.stream().anyMatch(row -> row.values().containsKey(metric)))
            .toList();
    List<List<String>> cells = new ArrayList<>();
    List<String> headings = new ArrayList<>(List.of(table.toUpperCase(Locale.ROOT), ""));
    columns.forEach(metric -> headings.add(metric.heading()));
    cells.add(headings);
    String scenario = "";
    for (Row row : rows) {
      List<String> line = new ArrayList<>();
      line.add(row.scenario().equals(scenario) ? "" : row.scenario());
      line.add(row.contender());
      for (Metric metric : columns) {
        double value = row.value(metric);
        line.add(Double.isNaN(value) ? "-" : Metric.format(value));
      }
      cells.add(line);
      scenario = row.scenario();
    }
    lines.add("");
    cells.forEach(line -> lines.add(align(line, cells)));
  }

  /** Names to the left, numbers to the right. */
  private static String align(List<String> line, List<List<String>> all) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < line.size(); i++) {
      int column = i;
      int width = all.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
      String cell = line.get(i);
      String space = " ".repeat(width - cell.length());
      text.append(i < 2 ? cell + space : space + cell).append(" ".repeat(GAP));
    }
    return text.toString().stripTrailing();
  }
}
