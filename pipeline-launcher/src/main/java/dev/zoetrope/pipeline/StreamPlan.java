package dev.zoetrope.pipeline;

import dev.zoetrope.layout.StreamKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A stream of a pipeline, and what it has to hold.
 *
 * @param name of the stream
 * @param kind what it holds; null when only its writer knows
 * @param isPromised whether it is sure to come; else it depends on the input
 * @param writer name of the stage that writes it
 * @param slots frames that it holds
 * @param readers who takes it
 */
public record StreamPlan(
    String name,
    StreamKind kind,
    boolean isPromised,
    String writer,
    int slots,
    List<Reader> readers) {
  /** Of a writer that never waits for readers that may each pin one frame. */
  private static final int SPARE_SLOTS = 2;

  private static final int LEAST_SLOTS = 3;

  /** Frames of sound are short: a few hundred milliseconds need that many. */
  private static final int LEAST_AUDIO_SLOTS = 16;

  /**
   * A reader of a stream.
   *
   * @param name of the stage
   * @param policy which frames it gets
   */
  public record Reader(String name, String policy) {
    @Override
    public String toString() {
      return name + " (" + policy + ")";
    }
  }

  /** Copies the readers. */
  public StreamPlan {
    readers = List.copyOf(readers);
  }

  /**
   * Plans all streams of a pipeline.
   *
   * @param pipeline without problems
   * @return one plan for each stream, in the order of the stages
   */
  public static List<StreamPlan> of(Pipeline pipeline) {
    List<StreamPlan> plans = new ArrayList<>();
    for (Stage stage : pipeline.stages()) {
      for (Write write : stage.writes()) {
        StreamKind kind = kind(pipeline, stage, write);
        List<Stage> readers = pipeline.readers(write.stream());
        plans.add(
            new StreamPlan(
                write.stream(),
                kind,
                write.isPromised(),
                stage.name(),
                slots(stage, kind, readers.size()),
                readers.stream().map(reader -> reader(reader, write.stream(), kind)).toList()));
      }
    }
    return plans;
  }

  /** What comes out of a stage is taken to be of the kind that goes in first. */
  private static StreamKind kind(Pipeline pipeline, Stage stage, Write write) {
    if (write.kind() != null || stage.reads().isEmpty()) {
      return write.kind();
    }
    String first = stage.reads().get(0).stream();
    Stage writer = pipeline.writer(first).orElseThrow();
    Write source =
        writer.writes().stream().filter(w -> w.stream().equals(first)).findFirst().orElseThrow();
    return kind(pipeline, writer, source);
  }

  private static int slots(Stage writer, StreamKind kind, int readers) {
    boolean isAudio = kind == StreamKind.AUDIO;
    boolean ofCapture = writer.role() == StageRole.CAPTURE;
    String given = writer.setting(isAudio && ofCapture ? "audio-slots" : "slots");
    if (given != null) {
      return Integer.parseInt(given);
    }
    return Math.max(isAudio ? LEAST_AUDIO_SLOTS : LEAST_SLOTS, readers + SPARE_SLOTS);
  }

  private static Reader reader(Stage stage, String stream, StreamKind kind) {
    String policy =
        stage.reads().stream()
            .filter(read -> read.stream().equals(stream) && read.policy() != null)
            .map(Read::policy)
            .findFirst()
            .orElse(null);
    if (stage.role() == StageRole.DISPLAY) {
      policy = kind == StreamKind.AUDIO ? "leaky" : "latest";
    }
    return new Reader(stage.name(), policy == null ? "every" : policy);
  }

  /** The kind in words. */
  public String kindName() {
    return kind == null ? "any" : kind.name().toLowerCase(Locale.ROOT);
  }
}
