package dev.zoetrope.launcher;

import java.util.List;

/**
 * A stage to start.
 *
 * @param name unique in the pipeline; the reader name of a consumer
 * @param role what it does
 * @param arguments of its subcommand
 */
record StageSpec(String name, StageRole role, List<String> arguments) {
  StageSpec {
    arguments = List.copyOf(arguments);
  }
}
