package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.RuntimeOptions;
import dev.zoetrope.pipeline.FileCheck;
import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.region.PipelineDirectory;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code zoetrope record start}. */
@Command(
    name = "start",
    description = {
      "Start a recording. The command returns once frames are recorded; options are those of"
          + " 'zoetrope encode'."
    },
    customSynopsis =
        "zoetrope record start [--pipeline NAME] [--name NAME] -o OUTPUT [output options]")
final class RecordStart implements Callable<Integer> {
  private static final String BASE_NAME = "recording";
  private static final long LOOK_MS = 20;
  private static final long PATIENCE_NS = 30_000_000_000L;

  @Spec private CommandSpec command;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Name of the pipeline (default: the only one that runs).")
  private String pipeline;

  @Mixin private RuntimeOptions runtime;

  @Option(names = "-o", paramLabel = "OUTPUT", description = "A file or URL to write.")
  private String output;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Unmatched private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (output == null || output.equals("-")) {
      throw new ParameterException(
          command.commandLine(), "no output: name a file or URL with -o, such as -o now.mkv");
    }
    PipelineDirectory directory = RunningPipelines.choose(runtime.directory(), pipeline);
    Recordings recordings = new Recordings(runtime.directory());
    StageSpec stage = stage(directory);
    forgetDead(recordings, directory, stage.name());
    refuseTaken(recordings);
    Path note = recordings.note(directory.name(), stage.name());
    Process process = start(stage, note);
    boolean records = awaitFrames(process, stage, directory);
    if (!process.isAlive() && process.exitValue() != 0) {
      String reason = Recording.lastWords(note);
      recordings.remove(note);
      throw new IOException(
          reason.isEmpty()
              ? "the recorder " + new ExitStatus(process.exitValue()).describe()
              : reason);
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(
        stage.name()
            + ": "
            + (records ? "records" : "waits for the first frame of")
            + " pipeline '"
            + directory.name()
            + "' into '"
            + output
            + "'; its log: "
            + Recording.log(note));
    out.flush();
    return 0;
  }

  /** Makes room for a new recording; what is gone was to be complete, so that is told. */
  private void forgetDead(Recordings recordings, PipelineDirectory directory, String name)
      throws IOException {
    for (Recording recording : recordings.all(directory.name())) {
      if (recording.process().isEmpty()) {
        command
            .commandLine()
            .getErr()
            .println("zoetrope record start: " + recordings.bury(recording));
        command.commandLine().getErr().flush();
      } else if (recording.name().equals(name)) {
        throw isAboutToBegin(name);
      }
    }
  }

  private static IOException isAboutToBegin(String name) {
    return new IOException(
        "recording '" + name + "' is about to begin; choose another name with --name");
  }

  /** Two recorders of one file would each overwrite what the other writes. */
  private void refuseTaken(Recordings recordings) throws IOException {
    for (Recording recording : recordings.all(null)) {
      boolean writesIt = recording.process().isPresent() && recording.output().equals(absolute());
      if (writesIt && FileCheck.isFile(output)) {
        throw new IOException(
            "output '"
                + output
                + "': recording '"
                + recording.name()
                + "' writes it; stop that, or choose another file");
      }
    }
  }

  private StageSpec stage(PipelineDirectory directory) throws IOException {
    CommandLine encode =
        command
            .commandLine()
            .getParent()
            .getParent()
            .getSubcommands()
            .get(StageRole.ENCODER.subcommand());
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("-o", output));
    try {
      StageSpec stage =
          Attachment.of(
              directory,
              StageRole.ENCODER,
              BASE_NAME,
              KnownOptions.of(encode.getCommandSpec()),
              all);
      encode.parseArgs(stage.arguments().toArray(String[]::new));
      return stage;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private Process start(StageSpec stage, Path note) throws IOException {
    List<String> words = new ArrayList<>(JvmCommand.java(stage));
    words.add(ZoetropeMain.class.getName());
    words.addAll(List.of("record", "process", note.toString()));
    words.addAll(stage.arguments());
    // Until the recorder runs this process stands for it: nobody takes the name, or the note.
    try {
      Recording.of(note, ProcessHandle.current(), absolute()).create();
    } catch (FileAlreadyExistsException e) {
      throw isAboutToBegin(stage.name());
    }
    Process process =
        new ProcessBuilder(ProcessCommand.shielded(words))
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(Recording.log(note).toFile())
            .start();
    Recording.of(note, process.toHandle(), absolute()).replace();
    return process;
  }

  /** The output as it can be found from everywhere. */
  private String absolute() {
    return FileCheck.isFile(output)
        ? Path.of(output).toAbsolutePath().normalize().toString()
        : output;
  }

  /** Waits for the first frame, for the end, or, once it has joined, as long as anybody would. */
  private boolean awaitFrames(Process process, StageSpec stage, PipelineDirectory directory)
      throws InterruptedException {
    long joinedNs = 0;
    try (PipelineWatch watch = new PipelineWatch(directory, List.of(), stage.reads())) {
      while (joinedNs == 0 || System.nanoTime() - joinedNs < PATIENCE_NS) {
        OptionalLong delivered = watch.poll().delivered(stage.joinName());
        boolean isOpen = !FileCheck.isFile(output) || Files.exists(Path.of(output));
        if (delivered.orElse(0) > 0 && isOpen) {
          return true;
        }
        if (joinedNs == 0 && delivered.isPresent()) {
          joinedNs = System.nanoTime();
        }
        if (process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
          return false;
        }
      }
    }
    return false;
  }
}
