package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.Launch;
import dev.zoetrope.pipeline.StageRole;
import java.util.List;

/**
 * A stage to start.
 *
 * @param name unique in the pipeline
 * @param joinName name under which it reads, and announces what it writes: its own, unless a stream
 *     has that
 * @param role what it does
 * @param arguments of its subcommand, class or program
 * @param launch how its process differs from others
 * @param reads streams that it takes
 * @param readsCapture whether it takes all streams that the capture announces, and {@code reads}
 *     are those that may come
 * @param writes streams that it makes
 */
record StageSpec(
    String name,
    String joinName,
    StageRole role,
    List<String> arguments,
    Launch launch,
    List<String> reads,
    boolean readsCapture,
    List<String> writes) {
  StageSpec {
    arguments = List.copyOf(arguments);
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
  }

  /** The same with other arguments. */
  StageSpec withArguments(List<String> others) {
    return new StageSpec(name, joinName, role, others, launch, reads, readsCapture, writes);
  }
}
