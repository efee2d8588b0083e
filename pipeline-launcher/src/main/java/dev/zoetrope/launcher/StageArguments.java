package dev.zoetrope.launcher;

import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.pipeline.Launch;
import dev.zoetrope.pipeline.Option;
import dev.zoetrope.pipeline.Pipeline;
import dev.zoetrope.pipeline.Read;
import dev.zoetrope.pipeline.Stage;
import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.pipeline.StreamPlan;
import dev.zoetrope.pipeline.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Writes the command lines of the stages of a pipeline. */
final class StageArguments {
  /** Consumers wait for however long the source takes: the launcher knows when that is in vain. */
  private static final String PATIENCE_S = String.valueOf(TimeUnit.DAYS.toSeconds(1));

  /** Many JVMs that start at once on few processors take their time. */
  private static final String AWAIT_TIMEOUT_S = "60";

  private final Pipeline pipeline;
  private final List<StreamPlan> streams;
  private final List<String> common;
  private final boolean overwrite;

  /**
   * Of a pipeline.
   *
   * @param pipeline without problems
   * @param common options that all stages get
   * @param overwrite whether outputs may exist
   */
  StageArguments(Pipeline pipeline, List<String> common, boolean overwrite) {
    this.pipeline = pipeline;
    this.streams = StreamPlan.of(pipeline);
    this.common = common;
    this.overwrite = overwrite;
  }

  /** The arguments of a stage, without what only its program or class needs to start. */
  List<String> of(Stage stage) {
    return switch (stage.role()) {
      case CAPTURE -> capture(stage);
      case FILTER, CLASS -> between(stage);
      case COMMAND -> stage.words();
      case ENCODER -> encoder(stage);
      case DISPLAY -> display(stage);
    };
  }

  /** How the process of a stage is started; a command is told by its environment what it is. */
  Launch launch(Stage stage) {
    return stage.role() != StageRole.COMMAND
        ? stage.launch()
        : stage
            .launch()
            .withDefaults(
                CommandEnvironment.of(
                    pipeline.joinName(stage),
                    pipeline.streamsOf(stage),
                    stage.policy(),
                    stage.writes().stream().map(Write::stream).toList(),
                    awaited(stage),
                    slots(stage).orElse(0)));
  }

  private List<String> capture(Stage stage) {
    List<String> line = new ArrayList<>(common);
    line.addAll(List.of("--source", pipeline.joinName(stage)));
    List<String> awaited = awaited(stage);
    if (!awaited.isEmpty()) {
      line.addAll(List.of("--await", String.join(",", awaited)));
    }
    addUnlessSet(line, stage, "await-timeout", AWAIT_TIMEOUT_S);
    if (isShown()) {
      addUnlessSet(line, stage, "pace", "realtime");
    }
    addUnlessSet(line, stage, "slots", slots(stage, StreamKind.VIDEO));
    addUnlessSet(line, stage, "audio-slots", slots(stage, StreamKind.AUDIO));
    addNames(line, stage);
    add(line, stage.settings(), "--");
    add(line, stage.options(), "-");
    stage.words().forEach(input -> line.addAll(List.of("-i", input)));
    return line;
  }

  /** Readers of everything by their name alone, readers of single streams as STREAM=NAME. */
  private List<String> awaited(Stage stage) {
    List<String> awaited = new ArrayList<>();
    if (stage.role() == StageRole.CAPTURE) {
      pipeline.stages().stream()
          .filter(Stage::readsCapture)
          .forEach(reader -> awaited.add(pipeline.joinName(reader)));
    }
    for (Write write : stage.writes()) {
      pipeline.readers(write.stream()).stream()
          .filter(reader -> !reader.readsCapture())
          .forEach(reader -> awaited.add(write.stream() + "=" + pipeline.joinName(reader)));
    }
    return awaited;
  }

  /** Streams that must come, under their names; what is not among named ones is not made. */
  private void addNames(List<String> line, Stage stage) {
    for (Write write : stage.writes()) {
      boolean isRead = pipeline.stages().stream().anyMatch(reader -> reads(reader, write));
      if (write.isPromised() || isRead) {
        line.addAll(List.of("--out", write.label() + "=" + write.stream()));
      }
    }
    if (!stage.writes().isEmpty() && stage.writes().stream().allMatch(Write::isPromised)) {
      addIfNone(line, stage, StreamKind.VIDEO, "vn");
      addIfNone(line, stage, StreamKind.AUDIO, "an");
    }
  }

  private static boolean reads(Stage reader, Write write) {
    return reader.reads().stream().anyMatch(read -> read.stream().equals(write.stream()));
  }

  private static void addIfNone(List<String> line, Stage stage, StreamKind kind, String option) {
    boolean isNone = stage.writes().stream().noneMatch(write -> write.kind() == kind);
    if (isNone && stage.option(option) == null) {
      line.add("-" + option);
    }
  }

  private String slots(Stage stage, StreamKind kind) {
    return streams.stream()
        .filter(stream -> stream.writer().equals(stage.name()) && stream.kind() == kind)
        .map(StreamPlan::slots)
        .max(Integer::compare)
        .map(String::valueOf)
        .orElse(null);
  }

  private List<String> between(Stage stage) {
    List<String> line = new ArrayList<>();
    if (stage.role() == StageRole.CLASS) {
      line.add(stage.words().get(0));
    }
    line.addAll(common);
    line.addAll(List.of("--name", pipeline.joinName(stage)));
    addUnlessSet(line, stage, "connect-timeout", PATIENCE_S);
    for (Read read : stage.reads()) {
      String policy = read.policy() == null ? "" : ":" + read.policy();
      line.addAll(List.of("--stream", read.stream() + policy));
    }
    if (!stage.writes().isEmpty()) {
      addOutputs(line, stage);
    }
    add(line, stage.settings(), "--");
    if (stage.role() == StageRole.FILTER) {
      line.add(stage.words().get(0));
    }
    for (Option option : stage.options()) {
      List<String> values = option.values().isEmpty() ? List.of("true") : option.values();
      values.forEach(value -> line.add(option.key() + "=" + value));
    }
    return line;
  }

  private void addOutputs(List<String> line, Stage stage) {
    stage.writes().forEach(write -> line.addAll(List.of("--out", write.stream())));
    List<String> awaited = awaited(stage);
    if (!awaited.isEmpty()) {
      line.addAll(List.of("--await", String.join(",", awaited)));
    }
    addUnlessSet(line, stage, "await-timeout", AWAIT_TIMEOUT_S);
    if (!stage.isReader() && isShown()) {
      addUnlessSet(line, stage, "pace", "realtime");
    }
    slots(stage).ifPresent(slots -> addUnlessSet(line, stage, "slots", String.valueOf(slots)));
  }

  /** Of what nobody knows the kind, the stage itself knows best how many it takes. */
  private Optional<Integer> slots(Stage stage) {
    return streams.stream()
        .filter(stream -> stream.writer().equals(stage.name()))
        .filter(stream -> stream.kind() != null || stream.readers().size() > 1)
        .map(StreamPlan::slots)
        .max(Integer::compare);
  }

  private boolean isShown() {
    return !pipeline.stages(StageRole.DISPLAY).isEmpty();
  }

  private List<String> encoder(Stage stage) {
    List<String> line = new ArrayList<>(common);
    line.addAll(List.of("--name", stage.name()));
    addUnlessSet(line, stage, "connect-timeout", PATIENCE_S);
    if (overwrite) {
      line.add("-y");
    }
    addReads(line, stage);
    add(line, stage.settings(), "--");
    add(line, stage.options(), "-");
    line.addAll(List.of("-o", stage.words().get(0)));
    return line;
  }

  private List<String> display(Stage stage) {
    List<String> line = new ArrayList<>(common);
    line.addAll(List.of("--name", stage.name(), "--display", stage.words().get(0)));
    addUnlessSet(line, stage, "wait", PATIENCE_S);
    addReads(line, stage);
    add(line, stage.settings(), "--");
    add(line, stage.options(), "-");
    return line;
  }

  private void addReads(List<String> line, Stage stage) {
    if (stage.readsCapture()) {
      Stage capture = pipeline.stages(StageRole.CAPTURE).get(0);
      line.addAll(List.of("--source", pipeline.joinName(capture)));
    }
    for (Read read : stage.reads()) {
      line.addAll(List.of("--stream", read.stream()));
    }
    if (stage.policy() != null) {
      line.addAll(List.of("--policy", stage.policy()));
    }
  }

  private static void addUnlessSet(List<String> line, Stage stage, String key, String value) {
    if (value != null && stage.setting(key) == null) {
      line.addAll(List.of("--" + key, value));
    }
  }

  private static void add(List<String> line, List<Option> options, String dash) {
    options.forEach(option -> line.addAll(option.arguments(dash)));
  }
}
