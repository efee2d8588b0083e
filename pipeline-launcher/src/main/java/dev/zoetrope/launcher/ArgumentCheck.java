package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.ForeignOptions;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.pipeline.Option;
import dev.zoetrope.pipeline.Place;
import dev.zoetrope.pipeline.Problems;
import dev.zoetrope.pipeline.Stage;
import dev.zoetrope.pipeline.StageRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Lets the commands of stages look at their arguments, before anything is started.
 *
 * @param commands by subcommand
 * @param problems takes what they refuse
 */
record ArgumentCheck(Map<String, CommandLine> commands, Problems problems) {
  private static final Map<String, String> KEYS = Map.of("i", "input", "o", "output");

  /** Checks the options of a stage: whether they may stand there, and have values or not. */
  void options(Stage stage) {
    CommandLine command = commands.get(stage.role().subcommand());
    if (command == null || stage.role() == StageRole.CLASS) {
      return;
    }
    KnownOptions known = KnownOptions.of(command.getCommandSpec());
    for (Option option : stage.options()) {
      String wrong = wrong(option, known);
      if (wrong != null) {
        problems.usage(option.place(), "option '" + option.key() + "': " + wrong);
      }
    }
  }

  /**
   * Lets the command of a stage parse its arguments.
   *
   * @param stage as described
   * @param arguments of its subcommand
   */
  void parse(Stage stage, List<String> arguments) {
    CommandLine command = commands.get(stage.role().subcommand());
    if (command == null) {
      return;
    }
    try {
      command.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      problems.usage(place(stage, e), StageErrors.message(e));
    }
  }

  private static String wrong(Option option, KnownOptions known) {
    String name = "-" + option.key();
    if (KEYS.containsKey(option.key())) {
      return "write it as '" + KEYS.get(option.key()) + "', outside of the options";
    }
    if (!known.has(name)) {
      String advice = ForeignOptions.advice(name);
      if (advice != null) {
        return advice;
      }
      return option.values().isEmpty() ? "has no value, or is unknown" : null;
    }
    boolean wantsValue = known.values(name) > 0;
    if (wantsValue == option.values().isEmpty()) {
      return wantsValue ? "its value is missing" : "has no value; write true, or leave it out";
    }
    return null;
  }

  private static Place place(Stage stage, ParameterException error) {
    List<String> names = new ArrayList<>();
    if (error.getArgSpec() instanceof picocli.CommandLine.Model.OptionSpec option) {
      names.addAll(List.of(option.names()));
    }
    List<Option> all = new ArrayList<>(stage.options());
    all.addAll(stage.settings());
    return all.stream()
        .filter(o -> names.contains("-" + o.key()) || names.contains("--" + o.key()))
        .map(Option::place)
        .findFirst()
        .orElse(stage.place());
  }
}
