package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.RuntimeOptions;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoetrope attach}: one more stage on a pipeline that runs, supervised. */
@Command(
    name = "attach",
    description = {
      "Start a stage on a pipeline that runs, however it was started. It ends with the pipeline, or with",
      "Ctrl-C, in order; the pipeline goes on without it."
    },
    customSynopsis = {
      "zoetrope attach [--pipeline NAME] encode  -o OUTPUT [output options]",
      "       zoetrope attach [--pipeline NAME] display [display options]",
      "       zoetrope attach [--pipeline NAME] filter  -i STREAM -o STREAM GRAPH",
      "       zoetrope attach [--pipeline NAME] stage   CLASS -i STREAM [-o STREAM] [KEY=VALUE ...]",
      "       zoetrope attach [--pipeline NAME] command [-i STREAM] [-o STREAM] [--name NAME] -- PROGRAM ..."
    },
    sortOptions = false,
    footer = {
      "",
      "encode and display take all streams of the captures, unless --stream says otherwise.",
      "",
      "Examples:",
      "  zoetrope attach encode -o now.mkv",
      "  zoetrope attach --pipeline studio display --stream small",
      "  zoetrope attach filter -i video -o small \"scale=640:-2\"",
      "  zoetrope attach command -i video -- python3 reader.py"
    })
final class AttachCommand implements Callable<Integer> {
  private static final long GRACE_NS = 30_000_000_000L;
  private static final Map<String, StageRole> ROLES =
      Map.of(
          "encode", StageRole.ENCODER,
          "display", StageRole.DISPLAY,
          "filter", StageRole.FILTER,
          "stage", StageRole.CLASS,
          "command", StageRole.COMMAND);

  private CommandSpec command;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Name of the pipeline (default: the only one that runs).")
  private String pipeline;

  @Mixin private RuntimeOptions runtime;

  @Option(names = "--quiet", description = "Say nothing but errors.")
  private boolean quiet;

  @Option(names = "--verbose", description = "Let the stage log what happens.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "encode, display, filter, stage or command.")
  private String kind;

  @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What belongs to the stage.")
  private List<String> arguments = new ArrayList<>();

  /** What follows the kind is the stage's. */
  @Spec
  void command(CommandSpec spec) {
    command = spec;
    spec.parser().stopAtPositional(true);
  }

  @Override
  public Integer call() throws IOException {
    StageRole role = ROLES.get(kind);
    if (role == null) {
      throw usage("'" + kind + "': allowed: encode, display, filter, stage, command");
    }
    PipelineDirectory directory = RunningPipelines.choose(runtime.directory(), pipeline);
    StageSpec stage = stage(role, directory);
    if (role != StageRole.COMMAND) {
      command
          .parent()
          .subcommands()
          .get(role.subcommand())
          .parseArgs(stage.arguments().toArray(String[]::new));
    }
    return supervise(stage, directory);
  }

  private StageSpec stage(StageRole role, PipelineDirectory directory) throws IOException {
    List<String> own = new ArrayList<>(arguments);
    try {
      if (role == StageRole.COMMAND) {
        KnownOptions none = KnownOptions.of(CommandSpec.create());
        int end = own.indexOf("--");
        List<String> program = end < 0 ? List.of() : own.subList(end + 1, own.size());
        if (program.isEmpty()) {
          throw usage("no program: name one behind --, such as -- python3 reader.py");
        }
        StageSpec options = Attachment.of(directory, role, none, own.subList(0, end));
        if (!options.arguments().isEmpty()) {
          throw usage(
              "'" + options.arguments().get(0) + "' is unknown; the program stands behind --");
        }
        return options.withArguments(program);
      }
      if (verbose) {
        own.add(0, "--verbose");
      }
      if (quiet) {
        own.add(0, "--quiet");
      }
      CommandLine stage = command.parent().subcommands().get(role.subcommand());
      return Attachment.of(directory, role, KnownOptions.of(stage.getCommandSpec()), own);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private int supervise(StageSpec stage, PipelineDirectory directory) throws IOException {
    Console.Loudness loudness =
        quiet
            ? Console.Loudness.QUIET
            : verbose ? Console.Loudness.VERBOSE : Console.Loudness.NORMAL;
    Console console =
        new Console("zoetrope attach", System.err, Terminal.is(Terminal.STANDARD_ERROR), loudness);
    List<String> streams = new ArrayList<>(stage.reads());
    streams.addAll(stage.writes());
    try (PipelineWatch watch = new PipelineWatch(directory, List.of(), streams)) {
      ProgressMeter meter = new ProgressMeter(console, List.of(), stage.joinName());
      Supervisor supervisor =
          new Supervisor(
              console, watch, meter, GRACE_NS, spec -> ProcessCommand.of(spec, directory));
      StopSignal stop = StopSignal.onInterrupt(supervisor::kill);
      if (stage.role() == StageRole.DISPLAY) {
        console.hold();
      }
      Supervisor.Outcome outcome = supervisor.run(List.of(stage), stop);
      console.release();
      console.clearStatus();
      return switch (outcome) {
        case DONE, STOPPED -> 0;
        case FAILED -> StageErrors.FAILED;
        case REFUSED -> StageErrors.USAGE;
      };
    }
  }
}
