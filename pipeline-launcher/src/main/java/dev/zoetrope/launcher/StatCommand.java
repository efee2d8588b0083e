package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.RuntimeOptions;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import dev.zoetrope.stage.StopSignal;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zoetrope stat}: the counters of running pipelines, read from outside. */
@Command(
    name = "stat",
    description = "Show streams, readers and losses of running pipelines, without touching them.",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  zoetrope stat                      all pipelines of this user",
      "  zoetrope stat --pipeline studio    one of them",
      "  zoetrope stat --watch              again every second, until Ctrl-C",
      "  zoetrope stat --json | jq .        for programs: one object a line for each pipeline"
    })
final class StatCommand implements Callable<Integer> {
  private static final String CLEAR_SCREEN = "\u001b[H\u001b[2J";
  private static final String CONTROL = ".control";

  @Spec private CommandSpec command;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Name of the pipeline (default: all).")
  private String pipeline;

  @Mixin private RuntimeOptions runtimeOptions;

  @Option(names = "--watch", description = "Show it again every second, until Ctrl-C.")
  private boolean watch;

  @Option(names = "--json", description = "Show it as JSON.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path runtime = runtimeOptions.directory();
    boolean found = show(runtime);
    if (!watch) {
      return found ? 0 : 1;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    StopSignal.onInterrupt().onRequest(stopped::countDown);
    while (!stopped.await(1, TimeUnit.SECONDS)) {
      show(runtime);
    }
    return 0;
  }

  private boolean show(Path runtime) throws IOException {
    PrintWriter out = command.commandLine().getOut();
    StringBuilder text = new StringBuilder();
    boolean found = false;
    for (String name : pipelines(runtime)) {
      List<StreamSnapshot> streams = streams(PipelineDirectory.of(runtime, name));
      if (!streams.isEmpty()) {
        if (json) {
          text.append(PipelineReport.json(name, streams)).append('\n');
        } else {
          text.append(found ? "\n" : "");
          PipelineReport.text(name, streams).forEach(line -> text.append(line).append('\n'));
        }
        found = true;
      }
    }
    if (watch && !json && Terminal.is(Terminal.STANDARD_OUTPUT)) {
      out.print(CLEAR_SCREEN);
    }
    out.print(text);
    out.flush();
    if (!found && !json) {
      PrintWriter errors = command.commandLine().getErr();
      errors.println(
          "zoetrope stat: "
              + (pipeline == null ? "no pipeline" : "no pipeline '" + pipeline + "'")
              + " runs in '"
              + runtime
              + "'; start one with 'zoetrope run' or 'zoetrope capture'");
      errors.flush();
    }
    return found;
  }

  private Set<String> pipelines(Path runtime) throws IOException {
    if (pipeline != null) {
      return Set.of(StreamNames.check("pipeline", pipeline));
    }
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(runtime)) {
      try (DirectoryStream<Path> directories = Files.newDirectoryStream(runtime)) {
        directories.forEach(directory -> names.add(directory.getFileName().toString()));
      }
    }
    return names;
  }

  private static List<StreamSnapshot> streams(PipelineDirectory directory) throws IOException {
    List<StreamSnapshot> streams = new ArrayList<>();
    for (String stream : streamNames(directory)) {
      try (StreamObserver observer = new StreamObserver(directory, stream)) {
        observer.snapshot().ifPresent(streams::add);
      } catch (CorruptRegionException e) {
        throw new IOException(
            "stream '" + stream + "' of '" + directory + "': " + e.getMessage(), e);
      }
    }
    return streams;
  }

  private static Set<String> streamNames(PipelineDirectory directory) throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(directory.path())) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(directory.path(), "[!.]*" + CONTROL)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          names.add(name.substring(0, name.indexOf('.')));
        }
      }
    }
    return names;
  }
}
