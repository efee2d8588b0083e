package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.region.PipelineDirectory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is executed for a stage.
 *
 * @param words program and arguments
 * @param environment variables on top of the launcher's own
 */
record ProcessCommand(List<String> words, Map<String, String> environment) {
  /** Ctrl-C goes to the whole group of a terminal: what is ignored stays so over exec. */
  private static final List<String> SHIELD =
      List.of("sh", "-c", "trap '' INT HUP; exec \"$@\"", "zoetrope-command");

  /**
   * The command of a stage.
   *
   * @param stage what to start
   * @param directory the pipeline
   */
  static ProcessCommand of(StageSpec stage, PipelineDirectory directory) {
    if (stage.role() != StageRole.COMMAND) {
      return new ProcessCommand(JvmCommand.of(stage), stage.launch().environment());
    }
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(
        PipelineDirectory.RUNTIME_DIRECTORY_VARIABLE, directory.path().getParent().toString());
    environment.put("ZOETROPE_PIPELINE", directory.name());
    environment.putAll(stage.launch().environment());
    return new ProcessCommand(shielded(stage.arguments()), environment);
  }

  /** A command that Ctrl-C and the end of the terminal do not reach. */
  static List<String> shielded(List<String> command) {
    if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return command;
    }
    List<String> words = new ArrayList<>(SHIELD);
    words.addAll(command);
    return words;
  }

  /** As a shell would take it. */
  String line() {
    StringBuilder line = new StringBuilder();
    environment.forEach(
        (name, value) -> line.append(name).append('=').append(quoted(value)).append(' '));
    line.append(String.join(" ", words.stream().map(ProcessCommand::quoted).toList()));
    return line.toString();
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
