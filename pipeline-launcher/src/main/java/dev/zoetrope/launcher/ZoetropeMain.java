package dev.zoetrope.launcher;

import dev.zoetrope.capture.CaptureCommand;
import dev.zoetrope.display.DisplayCommand;
import dev.zoetrope.encoder.EncodeCommand;
import dev.zoetrope.ffmpeg.command.StageCommand;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.ffmpeg.command.StageLog;
import dev.zoetrope.ffmpeg.command.StageVersion;
import dev.zoetrope.filter.FilterCommand;
import dev.zoetrope.launcher.cat.CatCommand;
import dev.zoetrope.launcher.conformance.ConformanceCommand;
import dev.zoetrope.pipeline.StageRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code zoetrope} command line. */
@Command(
    name = "zoetrope",
    description = "Raw video and audio frames between processes, through shared memory.",
    versionProvider = StageVersion.class,
    subcommands = {
      RunCommand.class,
      CaptureCommand.class,
      EncodeCommand.class,
      DisplayCommand.class,
      FilterCommand.class,
      StageCommand.class,
      CatCommand.class,
      StatCommand.class,
      GraphCommand.class,
      SchemaCommand.class,
      AttachCommand.class,
      RecordCommand.class,
      ConformanceCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  zoetrope run                              a test pattern, shown and recorded for 10 s",
      "  zoetrope run -i in.mkv -o out.mp4         convert a file",
      "  zoetrope capture --pipeline p -i in.mkv   one stage by hand; 'encode' and 'display' join"
          + " it",
      "  zoetrope stat                             what is running, and what is lost",
      "  ./zoetrope bench                          what frames cost on this machine; in a checkout",
      "",
      "'zoetrope COMMAND --help' tells about each."
    })
public final class ZoetropeMain implements Callable<Integer> {
  private static final String RUN = "run";

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of zoetrope, FFmpeg and Java, and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean versionRequested;

  private ZoetropeMain() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    StageLog.configure(all.contains("--verbose"), all.contains("--quiet"));
    System.exit(execute(commandLine(), arguments));
  }

  /**
   * Runs a command.
   *
   * @param line as {@link #commandLine} makes it
   * @param arguments of the command line
   * @return exit code: 0 done, 1 failed, 2 a command line that cannot be meant
   */
  static int execute(CommandLine line, String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals(RUN)) {
      return line.execute(arguments);
    }
    CommandLine run = line.getSubcommands().get(RUN);
    RunArguments.Vocabulary known =
        new RunArguments.Vocabulary(
            KnownOptions.of(run.getCommandSpec()),
            known(line, StageRole.CAPTURE),
            known(line, StageRole.ENCODER),
            known(line, StageRole.DISPLAY));
    try {
      RunArguments sorted =
          RunArguments.split(Arrays.asList(arguments).subList(1, arguments.length), known);
      run.<RunCommand>getCommand().arguments(sorted, known);
      List<String> own = new ArrayList<>(List.of(RUN));
      own.addAll(sorted.run());
      return line.execute(own.toArray(String[]::new));
    } catch (IllegalArgumentException e) {
      ParameterException error = new ParameterException(run, e.getMessage(), e);
      return new StageErrors().handleParseException(error, arguments);
    }
  }

  private static KnownOptions known(CommandLine line, StageRole role) {
    return KnownOptions.of(line.getSubcommands().get(role.subcommand()).getCommandSpec());
  }

  /** The commands and their options. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new ZoetropeMain());
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setHelpFactory(ZoetropeMain::help);
    setHeadings(line);
    return StageErrors.install(line);
  }

  private static void setHeadings(CommandLine line) {
    line.getCommandSpec()
        .usageMessage()
        .synopsisHeading("%nUsage: ")
        .descriptionHeading("%n")
        .optionListHeading("%nOptions:%n")
        .commandListHeading("%nCommands:%n")
        .sortOptions(false);
    line.getSubcommands().values().forEach(ZoetropeMain::setHeadings);
  }

  /** Shows values as they are given here: {@code -i INPUT}, not {@code -i=INPUT}. */
  private static CommandLine.Help help(CommandSpec shown, CommandLine.Help.ColorScheme colors) {
    shown.parser().separator(" ");
    return new CommandLine.Help(shown, colors);
  }

  @Override
  public Integer call() {
    throw new ParameterException(command.commandLine(), "no command: name one, such as 'run'");
  }
}
