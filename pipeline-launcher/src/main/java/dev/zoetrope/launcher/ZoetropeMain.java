package dev.zoetrope.launcher;

import static dev.zoetrope.ffmpeg.command.CommandOptions.named;

import dev.zoetrope.capture.CaptureCommand;
import dev.zoetrope.display.DisplayCommand;
import dev.zoetrope.encoder.EncodeCommand;
import dev.zoetrope.ffmpeg.command.CommandOptions;
import dev.zoetrope.ffmpeg.command.StageCommand;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.ffmpeg.command.StageLog;
import dev.zoetrope.filter.FilterCommand;
import dev.zoetrope.launcher.cat.CatCommand;
import dev.zoetrope.launcher.conformance.ConformanceCommand;
import dev.zoetrope.pipeline.StageRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The {@code zoetrope} command line. */
public final class ZoetropeMain implements Callable<Integer> {
  private static final String RUN = "run";

  /** In the order of the help. */
  private static final List<String> COMMANDS =
      List.of(
          RUN,
          "capture",
          "encode",
          "display",
          "filter",
          "stage",
          "cat",
          "stat",
          "graph",
          "schema",
          "attach",
          "record",
          "conformance");

  /** Commands at the beginning that run looks at: without a pipeline file, and with one. */
  private static final int RUN_COMMANDS = 4;

  private static final int RUN_FILE_COMMANDS = 6;

  /** Those that look at no command but themselves. */
  private static final Set<String> STAGES =
      Set.of("capture", "encode", "display", "filter", "stage");

  private final CommandSpec command = CommandOptions.command("zoetrope", this);

  private ZoetropeMain() {
    CommandOptions options = new CommandOptions(command);
    options.help();
    options.flag(
        named("-V", "--version")
            .versionHelp(true)
            .description("Show the versions of zoetrope, FFmpeg and Java, and exit."));
    command
        .usageMessage()
        .description("Raw video and audio frames between processes, through shared memory.")
        .synopsisSubcommandLabel("COMMAND")
        .footer(
            "",
            "Examples:",
            "  zoetrope run                              a test pattern, shown and recorded for 10 s",
            "  zoetrope run -i in.mkv -o out.mp4         convert a file",
            "  zoetrope capture --pipeline p -i in.mkv   one stage by hand; 'encode' and 'display' join"
                + " it",
            "  zoetrope stat                             what is running, and what is lost",
            "  ./zoetrope bench                          what frames cost on this machine; in a checkout",
            "",
            "'zoetrope COMMAND --help' tells about each.");
  }

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    List<String> all = Arrays.asList(arguments);
    StageLog.configure(all.contains("--verbose"), all.contains("--quiet"));
    System.exit(execute(commandLine(needed(arguments)), arguments));
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

  /** All commands and their options. */
  static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /** Making a command out of its annotations takes 20 ms, so what nobody looks at is left out. */
  private static List<String> needed(String... arguments) {
    String asked = arguments.length == 0 ? "" : arguments[0];
    if (STAGES.contains(asked)) {
      return List.of(asked);
    }
    if (!asked.equals(RUN)) {
      return COMMANDS;
    }
    boolean isFile = !Arrays.asList(arguments).contains("-i");
    return COMMANDS.subList(0, isFile ? RUN_FILE_COMMANDS : RUN_COMMANDS);
  }

  private static Object command(String name) {
    return switch (name) {
      case RUN -> new RunCommand().command();
      case "capture" -> new CaptureCommand().command();
      case "encode" -> new EncodeCommand().command();
      case "display" -> new DisplayCommand().command();
      case "filter" -> new FilterCommand();
      case "stage" -> new StageCommand();
      case "cat" -> new CatCommand();
      case "stat" -> new StatCommand();
      case "graph" -> new GraphCommand();
      case "schema" -> new SchemaCommand();
      case "attach" -> new AttachCommand();
      case "record" -> new RecordCommand();
      case "conformance" -> new ConformanceCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static CommandLine commandLine(List<String> names) {
    CommandLine line = new CommandLine(new ZoetropeMain().command);
    names.forEach(name -> line.addSubcommand(name, command(name)));
    line.setPosixClusteredShortOptionsAllowed(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setHelpFactory(new SpacedHelp());
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

  @Override
  public Integer call() {
    throw new ParameterException(command.commandLine(), "no command: name one, such as 'run'");
  }

  /** Shows values as they are given here: {@code -i INPUT}, not {@code -i=INPUT}. */
  private static final class SpacedHelp implements CommandLine.IHelpFactory {
    @Override
    public CommandLine.Help create(CommandSpec shown, CommandLine.Help.ColorScheme colors) {
      shown.parser().separator(" ");
      return new CommandLine.Help(shown, colors);
    }
  }
}
