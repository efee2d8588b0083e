package dev.zoetrope.launcher;

import static dev.zoetrope.ffmpeg.command.CommandOptions.named;

import dev.zoetrope.ffmpeg.command.CommandOptions;
import dev.zoetrope.ffmpeg.command.RuntimeOptions;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.pipeline.FileCheck;
import dev.zoetrope.pipeline.Pipeline;
import dev.zoetrope.pipeline.PipelineCheck;
import dev.zoetrope.pipeline.PipelineFile;
import dev.zoetrope.pipeline.PipelineText;
import dev.zoetrope.pipeline.Problems;
import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code zoetrope run}: a whole pipeline, each stage a process of its own. */
final class RunCommand implements Callable<Integer> {
  private static final int DONE = 0;
  private static final long GRACE_NS = 30_000_000_000L;

  private final CommandSpec command = CommandOptions.command("run", this);
  private final CommandOptions options = new CommandOptions(command);
  private final Supplier<List<String>> inputs =
      options.texts(
          named("-i")
              .paramLabel("INPUT")
              .description(
                  "A file, a URL, a device, pattern:... or tone:...; see 'zoetrope capture'."));

  private final Supplier<List<String>> outputs =
      options.texts(
          named("-o")
              .paramLabel("OUTPUT")
              .description("A file or URL to write; each one has an encoder process of its own."));

  private final Supplier<Boolean> overwrite =
      options.flag(named("-y").description("Overwrite outputs that exist."));

  private final Supplier<DisplayMode> display =
      options.value(
          DisplayMode.class,
          named("--display")
              .paramLabel("MODE")
              .description(
                  "auto, window, terminal or none (default: none with an -o, else auto)."));

  private final Supplier<String> pipeline =
      options.text(
          named("--pipeline")
              .paramLabel("NAME")
              .description(
                  "Name of the pipeline, for further stages that join it (default: run-PID)."));

  private final RuntimeOptions runtime = RuntimeOptions.of(command);

  private final Supplier<Boolean> dryRun =
      options.flag(
          named("--dry-run")
              .description(
                  "Show the processes and streams that would be started, and start nothing."));

  private final Supplier<Boolean> printPipeline =
      options.flag(
          named("--print-pipeline")
              .description("Print the pipeline file that does the same, and start nothing."));

  private final Supplier<Boolean> quiet =
      options.flag(named("--quiet").description("Say nothing but errors."));

  private final Supplier<Boolean> verbose =
      options.flag(
          named("--verbose")
              .description("Let the stages log what happens, FFmpeg's own log included."));

  /** Declares the options. */
  RunCommand() {
    options.help();
    command
        .usageMessage()
        .description(
            "Run a pipeline: capture, an encoder for each -o, and a display; or whatever a pipeline file"
                + " says",
            "(docs/PIPELINES.md).")
        .customSynopsis(
            "zoetrope run",
            "       zoetrope run [input options] -i INPUT [...] [output options] -o OUTPUT [...]"
                + " [options]",
            "       zoetrope run PIPELINE.yaml [options]")
        .footer(
            "",
            "Options stand before their -i or -o, as with ffmpeg. Those after the last -o apply to it;"
                + " and when",
            "there are such and none before the first -o, each -o has the options behind it. Input"
                + " options are",
            "those of 'zoetrope capture', output options those of 'zoetrope encode', display options"
                + " those of",
            "'zoetrope display': see --help there.",
            "",
            "Ctrl-C ends the run in order and finishes the outputs; a second one ends it at once.",
            "",
            "Examples:",
            "  zoetrope run                                         a test pattern, shown and recorded"
                + " for 10 s",
            "  zoetrope run -i in.mkv -o out.mp4                    convert, as fast as it goes",
            "  zoetrope run -i in.mkv --display window              play",
            "  zoetrope run -i in.mkv -o a.mp4 -b:v 500k -o b.webm  two outputs from one decoding",
            "  zoetrope run -i in.mkv -o out.md5 -f framemd5 -c:v rawvideo -c:a pcm_s16le",
            "                                                       a checksum for each decoded frame",
            "  zoetrope run studio.yaml --dry-run                   what the file would start",
            "  zoetrope run -i rtsp://camera/live -o camera.mkv --display auto",
            "                                                       record and watch",
            "",
            "Exit code: 0 done or stopped, 1 a stage failed, 2 the command line cannot be meant, 130"
                + " forced.");
  }

  private RunArguments arguments;
  private RunArguments.Vocabulary known;
  private volatile Runnable atForce = () -> {};

  /**
   * Takes all arguments; {@link #call} needs them. Picocli itself sees those of run alone.
   *
   * @param sorted the arguments
   * @param vocabulary that they were sorted by
   */
  void arguments(RunArguments sorted, RunArguments.Vocabulary vocabulary) {
    this.arguments = sorted;
    this.known = vocabulary;
  }

  /** The command, to be parsed and executed. */
  CommandSpec command() {
    return command;
  }

  @Override
  public Integer call() throws IOException {
    // From now on a signal is a stop, not the end of this process.
    StopSignal stop = StopSignal.onInterrupt(() -> atForce.run());
    boolean demo = arguments.file() == null && inputs.get().isEmpty() && outputs.get().isEmpty();
    Problems problems = new Problems();
    Pipeline asked = arguments.file() == null ? ofArguments(demo) : ofFile(problems);
    boolean overwrites = overwrite.get() || asked.overwrites();
    if (printPipeline.get()) {
      PrintWriter out = command.commandLine().getOut();
      PipelineText.lines(asked).forEach(out::println);
      out.flush();
      return DONE;
    }
    PipelineCheck.check(asked, problems);
    FileCheck.check(asked, overwrites, problems);
    ArgumentCheck check = new ArgumentCheck(command.parent().subcommands(), problems);
    asked.stages().forEach(check::options);
    if (!problems.isEmpty()) {
      return refuse(problems);
    }
    PipelineDirectory directory = directory(asked);
    PipelinePlan plan = PipelinePlan.of(asked, stageOptions(directory), overwrites);
    for (int i = 0; i < plan.stages().size(); i++) {
      check.parse(asked.stages().get(i), plan.stages().get(i).arguments());
    }
    if (!problems.isEmpty()) {
      return refuse(problems);
    }
    if (dryRun.get()) {
      PrintWriter out = command.commandLine().getOut();
      DryRun.lines(plan, directory).forEach(out::println);
      out.flush();
      return DONE;
    }
    Console.Loudness loudness =
        quiet.get()
            ? Console.Loudness.QUIET
            : verbose.get() ? Console.Loudness.VERBOSE : Console.Loudness.NORMAL;
    Console console =
        new Console("zoetrope run", System.err, Terminal.is(Terminal.STANDARD_ERROR), loudness);
    if (demo) {
      console.line(
          "a test pattern with a tone, written to "
              + asked.stages(StageRole.ENCODER).get(0).words().get(0)
              + " (see 'zoetrope run --help' for the real thing)");
    }
    return run(plan, directory, console, stop);
  }

  private Pipeline ofFile(Problems problems) throws IOException {
    if (display.get() != null) {
      throw usage("--display does not go with a pipeline file; it has a section 'display'");
    }
    if (printPipeline.get()) {
      throw usage("--print-pipeline does not go with a pipeline file; it is one already");
    }
    Pipeline read = PipelineFile.read(Path.of(arguments.file()), problems);
    return pipeline.get() == null
        ? read
        : new Pipeline(pipeline.get(), read.overwrites(), read.stages());
  }

  private Pipeline ofArguments(boolean demo) {
    RunArguments asked = demo ? Demo.complete(arguments, Path.of("")) : arguments;
    DisplayMode shown = display.get() == null ? defaultDisplay(demo) : display.get();
    if (asked.inputs().isEmpty()) {
      throw usage("no input: add -i INPUT, such as -i movie.mkv or -i pattern:testsrc2");
    }
    if (asked.outputs().isEmpty() && shown == DisplayMode.NONE) {
      throw usage("nothing to do with the input: add -o OUTPUT or --display auto");
    }
    try {
      return RunPipeline.of(asked, known, pipeline.get(), shown, overwrite.get());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private DisplayMode defaultDisplay(boolean demo) {
    return demo || outputs.get().isEmpty() ? DisplayMode.AUTO : DisplayMode.NONE;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /** Tells all that is wrong; in a file everything can be mended there. */
  private int refuse(Problems problems) {
    PrintWriter out = command.commandLine().getErr();
    problems.sorted().forEach(problem -> out.println("zoetrope run: " + problem.line()));
    out.flush();
    return arguments.file() != null || problems.hasUsage() ? StageErrors.USAGE : StageErrors.FAILED;
  }

  private int run(PipelinePlan plan, PipelineDirectory directory, Console console, StopSignal stop)
      throws IOException {
    RuntimeSweep.removeDead(directory.path().getParent());
    try (RunClaim claim = RunClaim.take(directory, plan);
        PipelineWatch watch = new PipelineWatch(directory, plan.sources(), plan.promised())) {
      ProgressMeter meter =
          new ProgressMeter(console, plan.names(StageRole.ENCODER), plan.followed());
      Supervisor supervisor =
          new Supervisor(
              console, watch, meter, GRACE_NS, stage -> ProcessCommand.of(stage, directory));
      atForce =
          () -> {
            supervisor.kill();
            claim.close();
          };
      if (plan.takesTerminal()) {
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
      console.line(Summary.of(how, view, progress));
    }
  }

  private PipelineDirectory directory(Pipeline asked) {
    String name =
        asked.name() == null ? RuntimeSweep.runName(ProcessHandle.current().pid()) : asked.name();
    try {
      return PipelineDirectory.of(runtime.directory(), StreamNames.check("pipeline", name));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private List<String> stageOptions(PipelineDirectory directory) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--pipeline", directory.name()));
    options.addAll(List.of("--runtime-dir", directory.path().getParent().toString()));
    if (verbose.get()) {
      options.add("--verbose");
    }
    if (quiet.get()) {
      options.add("--quiet");
    }
    return options;
  }
}
