package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.RuntimeOptions;
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

/**
 * {@code zoetrope attach}: one more stage on a pipeline that runs. It is the stage's own command,
 * in this process, with what it has to be told about the pipeline.
 */
@Command(
    name = "attach",
    description = {
      "Start a stage on a pipeline that runs, however it was started.",
      "It ends with the pipeline, or with Ctrl-C, in order; the pipeline goes on without it."
    },
    customSynopsis = {
      "zoetrope attach [--pipeline NAME] encode  -o OUTPUT [output options]",
      "       zoetrope attach [--pipeline NAME] display [display options]",
      "       zoetrope attach [--pipeline NAME] filter  -i STREAM -o STREAM GRAPH",
      "       zoetrope attach [--pipeline NAME] stage   CLASS -i STREAM [-o STREAM] [KEY=VALUE"
          + " ...]",
      "       zoetrope attach [--pipeline NAME] command [-i STREAM] [-o STREAM] [--name NAME] --"
          + " PROGRAM ..."
    },
    sortOptions = false,
    footer = {
      "",
      "encode and display take all streams of the captures, unless --stream says otherwise.",
      "Everything else is as of 'zoetrope encode', 'display', 'filter' and 'stage'. A program is told",
      "by its environment which pipeline and streams it works on: see docs/PIPELINES.md.",
      "",
      "Examples:",
      "  zoetrope attach encode -o now.mkv",
      "  zoetrope attach --pipeline studio display --stream small",
      "  zoetrope attach filter -i video -o small \"scale=640:-2\"",
      "  zoetrope attach command -i video -- python3 reader.py"
    })
final class AttachCommand implements Callable<Integer> {
  private static final Map<String, StageRole> ROLES =
      Map.of(
          "encode", StageRole.ENCODER,
          "display", StageRole.DISPLAY,
          "filter", StageRole.FILTER,
          "stage", StageRole.CLASS,
          "command", StageRole.COMMAND);

  private static final String PIPELINE = "--pipeline";

  private CommandSpec command;

  @Option(
      names = PIPELINE,
      paramLabel = "NAME",
      description = "Name of the pipeline (default: the only one that runs).")
  private String pipeline;

  @Mixin private RuntimeOptions runtime;

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
  public Integer call() throws IOException, InterruptedException {
    StageRole role = ROLES.get(kind);
    if (role == null) {
      throw usage("'" + kind + "': allowed: encode, display, filter, stage, command");
    }
    try {
      return role == StageRole.COMMAND ? program() : stage(role);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private int stage(StageRole role) throws IOException {
    CommandLine stage = command.parent().subcommands().get(role.subcommand());
    String base = role == StageRole.ENCODER ? "encoder" : kind;
    KnownOptions known = KnownOptions.of(stage.getCommandSpec());
    RawOptions own = RawOptions.take(arguments, known, List.of(PIPELINE));
    StageSpec spec = Attachment.of(directory(own), role, base, known, own.rest());
    return stage.execute(spec.arguments().toArray(String[]::new));
  }

  private PipelineDirectory directory(RawOptions own) throws IOException {
    String name = own.value(PIPELINE) == null ? pipeline : own.value(PIPELINE);
    return RunningPipelines.choose(runtime.directory(), name);
  }

  private int program() throws IOException, InterruptedException {
    int end = arguments.indexOf("--");
    List<String> program = arguments.subList(end + 1, arguments.size());
    if (end < 0 || program.isEmpty()) {
      throw usage("no program: name one behind --, such as -- python3 reader.py");
    }
    KnownOptions none = KnownOptions.of(CommandSpec.create());
    RawOptions own = RawOptions.take(arguments.subList(0, end), none, List.of(PIPELINE));
    PipelineDirectory directory = directory(own);
    StageSpec spec = Attachment.of(directory, StageRole.COMMAND, kind, none, own.rest());
    if (!spec.arguments().isEmpty()) {
      throw usage("'" + spec.arguments().get(0) + "' is unknown; the program stands behind --");
    }
    ProcessCommand started = ProcessCommand.of(spec.withArguments(program), directory);
    // As in a pipeline file, Ctrl-C does not reach the program: it is asked to end, once.
    StopSignal stop = StopSignal.onInterrupt();
    ProcessBuilder builder = new ProcessBuilder(started.words()).inheritIO();
    builder.environment().putAll(started.environment());
    Process process = builder.start();
    stop.onRequest(process::destroy);
    ExitStatus status = new ExitStatus(process.waitFor());
    if (!status.isSuccess() && !stop.isRequested()) {
      throw new IOException("'" + program.get(0) + "' " + status.describe());
    }
    return 0;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
