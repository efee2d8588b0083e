package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.NearNames;
import dev.zoetrope.ffmpeg.command.RuntimeOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoetrope record stop}. */
@Command(
    name = "stop",
    description = "Stop a recording in order. The command returns once the output is complete.")
final class RecordStop implements Callable<Integer> {
  private static final long PATIENCE_S = 60;

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Name of the recording (default: the only one).")
  private String name;

  @Option(names = "--all", description = "Stop all of them.")
  private boolean all;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Only recordings of this pipeline.")
  private String pipeline;

  @Mixin private RuntimeOptions runtime;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (all && name != null) {
      throw new ParameterException(command.commandLine(), "'" + name + "' or --all, not both");
    }
    Recordings recordings = new Recordings(runtime.directory());
    boolean complete = true;
    for (Recording recording : chosen(recordings.all(pipeline))) {
      complete &= stop(recording, recordings);
    }
    return complete ? 0 : 1;
  }

  private List<Recording> chosen(List<Recording> there) throws IOException {
    List<Recording> chosen =
        there.stream().filter(one -> name == null || one.name().equals(name)).toList();
    if (all || chosen.size() == 1) {
      return chosen;
    }
    List<String> names = there.stream().map(Recording::name).distinct().toList();
    if (names.isEmpty()) {
      throw new IOException("there is no recording; start one with 'zoetrope record start'");
    }
    String known = "; there are: " + String.join(", ", names);
    if (name == null) {
      throw new IOException("several recordings run" + known + "; name one, or all with --all");
    }
    if (!chosen.isEmpty()) {
      throw new IOException(
          "several pipelines have a recording '" + name + "'; choose one with --pipeline");
    }
    String near = NearNames.suggestion(name, names);
    throw new IOException("no recording '" + name + "'" + (near.isEmpty() ? known : near));
  }

  private boolean stop(Recording recording, Recordings recordings)
      throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    try (BufferedReader log = recording.openLog()) {
      ProcessHandle process = recording.process().orElse(null);
      if (process != null) {
        process.destroy();
        process.onExit().get(PATIENCE_S, TimeUnit.SECONDS);
      }
      boolean failed = Files.exists(recording.note());
      out.println(
          failed ? recordings.bury(recording) : recording.name() + ": " + Recording.lastLine(log));
      return !failed;
    } catch (NoSuchFileException e) {
      out.println(recording.name() + ": '" + recording.output() + "' is complete");
      return true;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "recording '"
              + recording.name()
              + "' (pid "
              + recording.pid()
              + ") still finishes '"
              + recording.output()
              + "'; look again with 'zoetrope record list'",
          e);
    } finally {
      out.flush();
    }
  }
}
