package dev.zoetrope.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * A pipeline as it was described.
 *
 * @param name null when none was given
 * @param overwrites whether outputs may exist
 * @param stages in the order of the data path, sources first
 */
public record Pipeline(String name, boolean overwrites, List<Stage> stages) {
  /** Copies the stages. */
  public Pipeline {
    stages = List.copyOf(stages);
  }

  /** Stages of a role. */
  public List<Stage> stages(StageRole role) {
    return stages.stream().filter(stage -> stage.role() == role).toList();
  }

  /** The stage that writes a stream. */
  public Optional<Stage> writer(String stream) {
    return stages.stream()
        .filter(stage -> stage.writes().stream().anyMatch(write -> write.stream().equals(stream)))
        .findFirst();
  }

  /**
   * The name under which a stage reads, and announces what it writes: its own. A writer's must not
   * be that of a stream, which has its lock under it.
   */
  public String joinName(Stage stage) {
    String name = stage.name();
    while (!stage.writes().isEmpty() && writer(name).isPresent()) {
      name += "-" + stage.role().subcommand();
    }
    return name;
  }

  /** Streams that a stage takes, as far as they are known. */
  public List<String> streamsOf(Stage reader) {
    return reader.readsCapture()
        ? stages(StageRole.CAPTURE).stream()
            .flatMap(capture -> capture.writes().stream())
            .map(Write::stream)
            .toList()
        : reader.reads().stream().map(Read::stream).toList();
  }

  /** Stages that take a stream. */
  public List<Stage> readers(String stream) {
    return stages.stream().filter(stage -> streamsOf(stage).contains(stream)).toList();
  }
}
