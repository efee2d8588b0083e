package dev.zoetrope.launcher;

import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that a command declares, and how many values each takes. */
final class KnownOptions {
  private final Map<String, OptionSpec> options;

  private KnownOptions(Map<String, OptionSpec> options) {
    this.options = options;
  }

  /** The options of a command. */
  static KnownOptions of(CommandSpec command) {
    return new KnownOptions(command.optionsMap());
  }

  /** Whether an argument is one of the options, be it as {@code --name=value}. */
  boolean has(String argument) {
    return options.containsKey(name(argument));
  }

  /**
   * Arguments that belong to an option.
   *
   * @param argument an option that this {@link #has}
   * @return how many of the following arguments are its values
   */
  int values(String argument) {
    OptionSpec option = options.get(name(argument));
    return option.arity().min() == 0 || !name(argument).equals(argument) ? 0 : option.arity().min();
  }

  /** The names of all. */
  Set<String> names() {
    return options.keySet();
  }

  private static String name(String argument) {
    int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
    return equals < 0 ? argument : argument.substring(0, equals);
  }
}
