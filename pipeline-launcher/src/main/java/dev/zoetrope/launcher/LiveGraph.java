package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.Pipeline;
import dev.zoetrope.pipeline.Stage;
import dev.zoetrope.pipeline.StreamPlan;
import dev.zoetrope.stats.ReaderSnapshot;
import java.util.List;

/**
 * A pipeline to be drawn, with what its counters say while it runs.
 *
 * @param title of the drawing
 * @param pipeline without problems
 * @param streams of the pipeline
 * @param view its counters; {@link PipelineView#NOTHING} while it does not run
 */
record LiveGraph(String title, Pipeline pipeline, List<StreamPlan> streams, PipelineView view) {
  private static final int MOST_SUBJECT = 40;

  /** What a stage works on, shortened. */
  static String subject(Stage stage) {
    String all = String.join(" ", stage.words());
    return all.length() > MOST_SUBJECT ? all.substring(0, MOST_SUBJECT - 3) + "..." : all;
  }

  /** Streams that a stage writes. */
  List<StreamPlan> writtenBy(Stage stage) {
    return streams.stream().filter(stream -> stream.writer().equals(stage.name())).toList();
  }

  /** What is to be said of a stream besides its name. */
  String about(StreamPlan stream) {
    StringBuilder about = new StringBuilder(stream.kindName() + ", " + stream.slots() + " slots");
    view.stream(stream.name())
        .ifPresent(
            seen -> {
              about.append(", ").append(seen.counters().published()).append(" published");
              if (seen.counters().dropped() > 0) {
                about.append(", ").append(seen.counters().dropped()).append(" dropped");
              }
              if (seen.counters().lost()) {
                about.append(", lost");
              }
            });
    return about.toString();
  }

  /** What is to be said of a reader of a stream: its policy, and how it fares. */
  String about(StreamPlan stream, StreamPlan.Reader reader) {
    StringBuilder about = new StringBuilder(reader.policy());
    Stage stage =
        pipeline.stages().stream()
            .filter(other -> other.name().equals(reader.name()))
            .findFirst()
            .orElseThrow();
    view.stream(stream.name())
        .map(seen -> seen.readers().get(pipeline.joinName(stage)))
        .ifPresent(seen -> append(about, seen));
    return about.toString();
  }

  private static void append(StringBuilder about, ReaderSnapshot seen) {
    about.append(", ").append(seen.delivered()).append(" delivered, ");
    about.append(seen.skipped()).append(" skipped");
    if (seen.causedDrops() > 0) {
      about.append(", ").append(seen.causedDrops()).append(" drops caused");
    }
    if (seen.evicted()) {
      about.append(", evicted");
    }
  }
}
