package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamNames;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code zoetrope run}: a whole pipeline, each stage a process of its own. */
@Command(
    name = "run",
    description = "Run a pipeline: capture, an encoder for each -o, and a display.",
    customSynopsis = {
      "zoetrope run",
      "       zoetrope run [input options] -i INPUT [...] [output options] -o OUTPUT [...] [options]"
    },
    sortOptions = false,
    footer = {
      "",
      "Options stand before their -i or -o, as with ffmpeg. Those after the last -o apply to it; and when",
      "there are such and none before the first -o, each -o has the options behind it. Input options are",
      "those of 'zoetrope capture', output options those of 'zoetrope encode', display options those of",
      "'zoetrope display': see --help there.",
      "",
      "Ctrl-C ends the run in order and finishes the outputs; a second one ends it at once.",
      "",
      "Examples:",
      "  zoetrope run                                         a test pattern, shown and recorded for 10 s",
      "  zoetrope run -i in.mkv -o out.mp4                    convert, as fast as it goes",
      "  zoetrope run -i in.mkv --display window              play",
      "  zoetrope run -i in.mkv -o a.mp4 -b:v 500k -o b.webm  two outputs from one decoding",
      "  zoetrope run -i in.mkv -o out.md5 -f framemd5 -c:v rawvideo -c:a pcm_s16le",
      "                                                       a checksum for each decoded frame",
      "  zoetrope run -i rtsp://camera/live -o camera.mkv --display auto",
      "                                                       record and watch",
      "",
      "Exit code: 0 done or stopped, 1 a stage failed, 2 the command line cannot be meant, 130 forced."
    })
final class RunCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final long GRACE_NS = 30_000_000_000L;

  @Spec private CommandSpec command;

  @Option(
      names = "-i",
      paramLabel = "INPUT",
      description = "A file, a URL, a device, pattern:... or tone:...; see 'zoetrope capture'.")
  private List<String> inputs = List.of();

  @Option(
      names = "-o",
      paramLabel = "OUTPUT",
      description = "A file or URL to write; each one has an encoder process of its own.")
  private List<String> outputs = List.of();

  @Option(names = "-y", description = "Overwrite outputs that exist.")
  private boolean overwrite;

  @Option(
      names = "--display",
      paramLabel = "MODE",
      description = "auto, window, terminal or none (default: none with an -o, else auto).")
  private DisplayMode display;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Name of the pipeline, for further stages that join it (default: run-PID).")
  private String pipeline;

  @Option(
      names = "--runtime-dir",
      paramLabel = "DIR",
      description =
          "Where pipelines live (default: $ZOETROPE_RUNTIME_DIR, else /dev/shm/zoetrope-USER).")
  private Path runtimeDirectory;

  @Option(names = "--quiet", description = "Say nothing but errors.")
  private boolean quiet;

  @Option(
      names = "--verbose",
      description = "Let the stages log what happens, FFmpeg's own log included.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  private RunArguments arguments;

  /** Takes all arguments; {@link #call} needs them. Picocli itself sees those of run alone. */
  void arguments(RunArguments sorted) {
    this.arguments = sorted;
  }

  @Override
  public Integer call() throws IOException {
    boolean demo = inputs.isEmpty() && outputs.isEmpty();
    RunArguments asked = demo ? Demo.complete(arguments, Path.of("")) : arguments;
    DisplayMode shown = display == null ? defaultDisplay(demo) : display;
    check(asked, shown);
    Preflight.check(asked, overwrite);
    Console.Loudness loudness =
        quiet
            ? Console.Loudness.QUIET
            : verbose ? Console.Loudness.VERBOSE : Console.Loudness.NORMAL;
    Console console = new Console(System.err, Terminal.is(Terminal.STANDARD_ERROR), loudness);
    if (demo) {
      console.line(
          "zoetrope run: a test pattern with a tone, written to "
              + asked.outputs().get(0).file()
              + " (see 'zoetrope run --help' for the real thing)");
    }
    return run(asked, shown, console);
  }

  private DisplayMode defaultDisplay(boolean demo) {
    return demo || outputs.isEmpty() ? DisplayMode.AUTO : DisplayMode.NONE;
  }

  private void check(RunArguments asked, DisplayMode shown) {
    if (asked.inputs().isEmpty()) {
      throw usage("no input: add -i INPUT, such as -i movie.mkv or -i pattern:testsrc2");
    }
    if (asked.outputs().isEmpty() && shown == DisplayMode.NONE) {
      throw usage("nothing to do with the input: add -o OUTPUT or --display auto");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private int run(RunArguments asked, DisplayMode shown, Console console) throws IOException {
    Path runtime =
        runtimeDirectory == null
            ? PipelineDirectory.runtimeDirectory()
            : runtimeDirectory.toAbsolutePath();
    String name = pipeline == null ? RuntimeSweep.runName(ProcessHandle.current().pid()) : pipeline;
    PipelineDirectory directory = directory(runtime, name);
    RuntimeSweep.removeDead(runtime);
    RunPlan plan = RunPlan.of(asked, shown, stageOptions(runtime, name), overwrite);
    plan.stages().forEach(this::checkArguments);
    try (PipelineWatch watch = new PipelineWatch(directory, RunPlan.SOURCE)) {
      ProgressMeter meter = new ProgressMeter(console, plan.encoders(), plan.display());
      Supervisor supervisor = new Supervisor(console, watch, meter, GRACE_NS, JvmCommand::of);
      StopSignal stop =
          StopSignal.onInterrupt(
              () -> {
                supervisor.kill();
                removeFiles(directory);
              });
      if (shown.takesTerminal()) {
        console.hold();
      }
      Supervisor.Outcome outcome = supervisor.run(plan.stages(), stop);
      console.release();
      console.clearStatus();
      tell(outcome, console, supervisor.view(), meter);
      return switch (outcome) {
        case DONE, STOPPED -> DONE;
        case FAILED -> StageErrors.FAILED;
        case REFUSED -> StageErrors.USAGE;
      };
    } finally {
      console.release();
      removeFiles(directory);
    }
  }

  private static void tell(
      Supervisor.Outcome outcome, Console console, PipelineView view, ProgressMeter meter) {
    boolean failedAtStart =
        view.published() == 0
            && outcome != Supervisor.Outcome.DONE
            && outcome != Supervisor.Outcome.STOPPED;
    if (!failedAtStart) {
      String how = outcome.name().toLowerCase(Locale.ROOT);
      Progress progress = meter.progress(view, System.nanoTime());
      console.line("zoetrope run: " + Summary.of(how, view, progress));
    }
  }

  /** Lets the stage's own command look at its arguments, before anything is started. */
  private void checkArguments(StageSpec stage) {
    command
        .parent()
        .subcommands()
        .get(stage.role().subcommand())
        .parseArgs(stage.arguments().toArray(String[]::new));
  }

  private PipelineDirectory directory(Path runtime, String name) {
    try {
      return PipelineDirectory.of(runtime, StreamNames.check("pipeline", name));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private List<String> stageOptions(Path runtime, String name) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--pipeline", name, "--runtime-dir", runtime.toString()));
    if (verbose) {
      options.add("--verbose");
    }
    if (quiet) {
      options.add("--quiet");
    }
    return options;
  }

  private static void removeFiles(PipelineDirectory directory) {
    try {
      if (Files.isDirectory(directory.path())) {
        StaleFiles.removeDeadStreams(directory);
      }
    } catch (IOException e) {
      // The next start tries again.
    }
  }
}
