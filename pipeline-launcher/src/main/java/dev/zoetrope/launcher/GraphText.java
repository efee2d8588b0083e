package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.Stage;
import dev.zoetrope.pipeline.StreamPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * Draws a pipeline with characters: a box for each writer, arrows from it to its readers, and a
 * table of those who only read.
 */
final class GraphText {
  private static final String DRAWN = "┌┐└┘│─├┬▶";
  private static final String ASCII = "++++|-++>";

  private GraphText() {}

  /**
   * Draws.
   *
   * @param graph the pipeline
   * @param ascii whether to keep to ASCII
   */
  static List<String> lines(LiveGraph graph, boolean ascii) {
    List<String> lines = new ArrayList<>();
    lines.add(graph.title());
    TextTable ends = new TextTable();
    boolean hasEnds = false;
    for (Stage stage : graph.pipeline().stages()) {
      if (stage.writes().isEmpty()) {
        ends.row(stage.name(), stage.role().subcommand(), LiveGraph.subject(stage));
        hasEnds = true;
      } else {
        lines.add("");
        lines.addAll(box(stage, arrows(graph, stage)));
      }
    }
    if (hasEnds) {
      lines.add("");
      lines.addAll(ends.lines(""));
    }
    return ascii ? lines.stream().map(GraphText::toAscii).toList() : lines;
  }

  private static String toAscii(String line) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      int drawn = DRAWN.indexOf(line.charAt(i));
      out.append(drawn < 0 ? line.charAt(i) : ASCII.charAt(drawn));
    }
    return out.toString();
  }

  /** The box of a stage, with its arrows at the right. */
  private static List<String> box(Stage stage, List<String> arrows) {
    List<String> inside =
        new ArrayList<>(
            List.of(stage.name(), stage.role().subcommand() + " " + LiveGraph.subject(stage)));
    while (inside.size() < arrows.size()) {
      inside.add("");
    }
    int width = inside.stream().mapToInt(String::length).max().orElseThrow();
    List<String> lines = new ArrayList<>();
    lines.add("┌" + "─".repeat(width + 2) + "┐");
    for (int i = 0; i < inside.size(); i++) {
      boolean leaves = i == 0;
      String arrow = i < arrows.size() ? arrows.get(i) : "";
      String line = "│ " + pad(inside.get(i), width, ' ') + (leaves ? " ├" : " │") + arrow;
      lines.add(line.stripTrailing());
    }
    lines.add("└" + "─".repeat(width + 2) + "┘");
    return lines;
  }

  /** A fan of the streams, each with a fan of its readers. */
  private static List<String> arrows(LiveGraph graph, Stage stage) {
    List<StreamPlan> streams = graph.writtenBy(stage);
    List<String> labels =
        streams.stream().map(s -> " " + s.name() + " (" + graph.about(s) + ") ").toList();
    int width = labels.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      List<String> readers = readers(graph, streams.get(i));
      String more = i + 1 < streams.size() ? "│" : " ";
      String between = (streams.size() > 1 ? " " + more : "  ") + " ".repeat(width + 1);
      for (int j = 0; j < readers.size(); j++) {
        String start = fan(i, streams.size()) + "─" + pad(labels.get(i), width, '─');
        lines.add((j == 0 ? start : between) + readers.get(j));
      }
    }
    return lines;
  }

  private static List<String> readers(LiveGraph graph, StreamPlan stream) {
    if (stream.readers().isEmpty()) {
      return List.of("── nobody");
    }
    List<String> labels =
        stream.readers().stream().map(reader -> " " + graph.about(stream, reader) + " ").toList();
    int width = labels.stream().mapToInt(String::length).max().orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      String fan = fan(i, labels.size());
      String name = stream.readers().get(i).name();
      lines.add(fan + "─" + pad(labels.get(i), width, '─') + "─▶ " + name);
    }
    return lines;
  }

  /** Two characters: the branch of one of several lines. */
  private static String fan(int index, int count) {
    if (count == 1) {
      return "──";
    }
    return index == 0 ? "─┬" : index + 1 < count ? " ├" : " └";
  }

  private static String pad(String text, int width, char with) {
    return text + String.valueOf(with).repeat(width - text.length());
  }
}
