package dev.zoetrope.ffmpeg.command;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Declares the options of a command, in the order of its help.
 *
 * <p>For commands that every run starts: picocli takes 60 ms to read its annotations, most of it to
 * make a class for each kind of them, and once more in each process.
 *
 * <p>What is returned tells the option's value after the command line was parsed.
 */
public final class CommandOptions {
  private final CommandSpec command;

  /**
   * Declares options.
   *
   * @param command takes them
   */
  public CommandOptions(CommandSpec command) {
    this.command = command;
  }

  /**
   * A command without annotations, which neither sorts its options nor takes several of one letter
   * together, as ffmpeg does not.
   *
   * @param name of the command
   * @param code what it does: a {@code Runnable} or a {@code Callable}
   */
  public static CommandSpec command(String name, Object code) {
    CommandSpec command = CommandSpec.wrapWithoutInspection(code).name(name);
    command
        .parser()
        .posixClusteredShortOptionsAllowed(false)
        .caseInsensitiveEnumValuesAllowed(true);
    command.versionProvider(new StageVersion());
    command.usageMessage().sortOptions(false);
    return command;
  }

  /**
   * An option yet to be described.
   *
   * @param name as it is given, with its hyphens
   * @param others that mean the same
   */
  public static OptionSpec.Builder named(String name, String... others) {
    return OptionSpec.builder(name, others);
  }

  /** An option without a value; false where it is not given. */
  public Supplier<Boolean> flag(OptionSpec.Builder option) {
    return add(option.type(boolean.class), false);
  }

  /** An option with a value; null where it has no default and is not given. */
  public <T> Supplier<T> value(Class<T> type, OptionSpec.Builder option) {
    return add(option.type(type), null);
  }

  /** An option with any text; null where it has no default and is not given. */
  public Supplier<String> text(OptionSpec.Builder option) {
    return value(String.class, option);
  }

  /** An option that may be repeated; empty where it is not given. */
  public Supplier<List<String>> texts(OptionSpec.Builder option) {
    return add(option.type(List.class).auxiliaryTypes(String.class), List.of());
  }

  /** An option with {@code KEY=VALUE} that may be repeated; empty where it is not given. */
  public Supplier<Map<String, String>> pairs(OptionSpec.Builder option) {
    return add(option.type(Map.class).auxiliaryTypes(String.class, String.class), Map.of());
  }

  /** {@code -h} and {@code --help}. */
  public void help() {
    flag(named("-h", "--help").usageHelp(true).description("Show this help and exit."));
  }

  private <T> Supplier<T> add(OptionSpec.Builder option, T otherwise) {
    OptionSpec added = option.build();
    command.addOption(added);
    return () -> {
      T given = added.getValue();
      return given == null ? otherwise : given;
    };
  }
}
