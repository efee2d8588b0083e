package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.StageRole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who reads from whom among the stages that one supervisor starts. */
final class StageGraph {
  private final Map<String, StageSpec> stages = new LinkedHashMap<>();

  /** Of stages without a circle. */
  StageGraph(List<StageSpec> specs) {
    specs.forEach(spec -> stages.put(spec.name(), spec));
  }

  /** Names of the stages that a stage reads from. */
  List<String> upstream(String name) {
    List<String> reads = stages.get(name).reads();
    return stages.values().stream()
        .filter(other -> other.writes().stream().anyMatch(reads::contains))
        .map(StageSpec::name)
        .toList();
  }

  /** Names of the stages that read from a stage. */
  List<String> readers(String name) {
    List<String> writes = stages.get(name).writes();
    return stages.values().stream()
        .filter(other -> other.reads().stream().anyMatch(writes::contains))
        .map(StageSpec::name)
        .toList();
  }

  /** Whether a stage reads from no other: it ends when it is told to, not when others end. */
  boolean isRoot(String name) {
    return upstream(name).isEmpty();
  }

  /** Whether a stage is what the run is for: nobody reads from it, and it does not only show. */
  boolean isWork(String name) {
    return readers(name).isEmpty() && !isRoot(name) && stages.get(name).role() != StageRole.DISPLAY;
  }
}
