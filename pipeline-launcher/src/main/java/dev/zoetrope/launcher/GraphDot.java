package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.Stage;
import dev.zoetrope.pipeline.StreamPlan;
import java.util.ArrayList;
import java.util.List;

/** Draws a pipeline in the language of Graphviz: {@code zoetrope graph ... | dot -Tsvg}. */
final class GraphDot {
  private GraphDot() {}

  /** Draws. */
  static List<String> lines(LiveGraph graph) {
    List<String> lines = new ArrayList<>();
    lines.add("digraph pipeline {");
    lines.add("  label=" + quoted(graph.title()) + ";");
    lines.add("  rankdir=LR;");
    lines.add("  node [shape=box];");
    for (Stage stage : graph.pipeline().stages()) {
      String text =
          stage.name() + "\n" + stage.role().subcommand() + "\n" + LiveGraph.subject(stage);
      lines.add("  " + process(stage.name()) + " [label=" + quoted(text) + "];");
    }
    for (StreamPlan stream : graph.streams()) {
      String text = stream.name() + "\n" + graph.about(stream);
      lines.add("  " + stream(stream) + " [shape=ellipse, label=" + quoted(text) + "];");
      lines.add("  " + process(stream.writer()) + " -> " + stream(stream) + ";");
      for (StreamPlan.Reader reader : stream.readers()) {
        String label = quoted(graph.about(stream, reader).replace(", ", "\n"));
        String edge = stream(stream) + " -> " + process(reader.name());
        lines.add("  " + edge + " [label=" + label + "];");
      }
    }
    lines.add("}");
    return lines;
  }

  private static String process(String name) {
    return quoted("process " + name);
  }

  private static String stream(StreamPlan stream) {
    return quoted("stream " + stream.name());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
