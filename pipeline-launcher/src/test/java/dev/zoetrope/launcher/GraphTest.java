package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.pipeline.Pipeline;
import dev.zoetrope.pipeline.PipelineFile;
import dev.zoetrope.pipeline.Problems;
import dev.zoetrope.pipeline.StreamPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Drawings of a pipeline that does not run. */
@Tag("once")
class GraphTest {
  private static final String PIPELINE =
      """
      capture: {cam: {input: "pattern:testsrc2", streams: {video: left, audio: sound}}}
      stages:
        flip: {filter: hflip, in: left}
        look: {command: [echo, 'a "b"\\c'], in: {stream: flip, policy: latest}, out: seen}
      encode: {rec: {output: a-file-with-a-name-that-is-rather-long.mkv, in: [flip, left, sound]}}
      """;

  @Test
  void textHasBoxesAndArrows() {
    assertEquals(
        """
        studio

        ┌──────────────────────────┐
        │ cam                      ├─┬─ left (video, 4 slots) ───┬─ every ─▶ flip
        │ capture pattern:testsrc2 │ │                           └─ every ─▶ rec
        │                          │ └─ sound (audio, 16 slots) ─── every ─▶ rec
        └──────────────────────────┘

        ┌──────────────┐
        │ flip         ├─── flip (video, 4 slots) ─┬─ latest ─▶ look
        │ filter hflip │                           └─ every ──▶ rec
        └──────────────┘

        ┌──────────────────────┐
        │ look                 ├─── seen (video, 3 slots) ── nobody
        │ command echo a "b"\\c │
        └──────────────────────┘

        rec  encode  a-file-with-a-name-that-is-rather-lon...
        """,
        joined(GraphText.lines(graph(), false)));
  }

  @Test
  void textKeepsToAsciiWhereItMust() {
    String drawn = joined(GraphText.lines(graph(), true));

    assertEquals(drawn, drawn.replaceAll("[^\\n -~]", "?"));
    assertEquals("+--------------+", drawn.lines().toList().get(8));
    assertEquals(
        "| flip         +--- flip (video, 4 slots) -+- latest -> look",
        drawn.lines().toList().get(9));
  }

  @Test
  void dotHasNodesAndEdges() {
    assertEquals(
        """
        digraph pipeline {
          label="studio";
          rankdir=LR;
          node [shape=box];
          "process cam" [label="cam\\ncapture\\npattern:testsrc2"];
          "process flip" [label="flip\\nfilter\\nhflip"];
          "process look" [label="look\\ncommand\\necho a \\"b\\"\\\\c"];
          "process rec" [label="rec\\nencode\\na-file-with-a-name-that-is-rather-lon..."];
          "stream left" [shape=ellipse, label="left\\nvideo, 4 slots"];
          "process cam" -> "stream left";
          "stream left" -> "process flip" [label="every"];
          "stream left" -> "process rec" [label="every"];
          "stream sound" [shape=ellipse, label="sound\\naudio, 16 slots"];
          "process cam" -> "stream sound";
          "stream sound" -> "process rec" [label="every"];
          "stream flip" [shape=ellipse, label="flip\\nvideo, 4 slots"];
          "process flip" -> "stream flip";
          "stream flip" -> "process look" [label="latest"];
          "stream flip" -> "process rec" [label="every"];
          "stream seen" [shape=ellipse, label="seen\\nvideo, 3 slots"];
          "process look" -> "stream seen";
        }
        """,
        joined(GraphDot.lines(graph())));
  }

  @Test
  void whatIsWrongIsToldAsByRun(@TempDir Path home) throws IOException {
    Path file = home.resolve("p.yaml");
    Files.writeString(file, "capture: {cam: {inptu: a.mkv}}\n");

    CommandResult wrong = CommandResult.of("graph", file.toString());

    assertEquals(2, wrong.code());
    assertEquals(List.of(), wrong.out());
    assertEquals(2, wrong.err().size());
    assertEquals(
        "zoetrope graph: "
            + file
            + ":1:17: capture 'cam': unknown key 'inptu'; did you mean 'input'?",
        wrong.err().get(1));
  }

  private static LiveGraph graph() {
    Problems problems = new Problems();
    Pipeline pipeline = PipelineFile.parse("p.yaml", PIPELINE, problems);
    assertEquals(List.of(), problems.sorted());
    return new LiveGraph("studio", pipeline, StreamPlan.of(pipeline), PipelineView.NOTHING);
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
