package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.NearNames;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What can be seen in the runtime directory by whoever looks, without touching anything. */
public final class RunningPipelines {
  private static final String CONTROL = ".control";
  private static final String LIST = ".streams";

  private RunningPipelines() {}

  /** Names of all pipelines that have a directory. */
  static Set<String> names(Path runtime) throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(runtime)) {
      try (DirectoryStream<Path> directories = Files.newDirectoryStream(runtime)) {
        for (Path directory : directories) {
          String name = directory.getFileName().toString();
          if (Files.isDirectory(directory) && StreamNames.isName(name)) {
            names.add(name);
          }
        }
      }
    }
    return names;
  }

  /**
   * The streams of a pipeline with their counters, whether or not somebody serves them.
   *
   * @param directory the pipeline
   * @param unreadable takes what is wrong with a stream that cannot be read; the others are
   */
  static List<StreamSnapshot> streams(PipelineDirectory directory, Consumer<IOException> unreadable)
      throws IOException {
    List<StreamSnapshot> streams = new ArrayList<>();
    for (String stream : files(directory, CONTROL)) {
      try (StreamObserver observer = new StreamObserver(directory, stream)) {
        observer.snapshot().ifPresent(streams::add);
      } catch (CorruptRegionException e) {
        unreadable.accept(
            new IOException(
                "stream '" + stream + "' of '" + directory + "': " + e.getMessage(), e));
      } catch (IOException e) {
        unreadable.accept(e);
      }
    }
    return streams;
  }

  /** The streams of a pipeline that somebody serves, and that can be read. */
  static List<StreamSnapshot> served(PipelineDirectory directory) throws IOException {
    return streams(directory, unreadable -> {}).stream().filter(StreamSnapshot::isServed).toList();
  }

  /** Names of the captures and stages of a pipeline that announce streams. */
  static Set<String> sources(PipelineDirectory directory) throws IOException {
    return files(directory, LIST);
  }

  private static Set<String> files(PipelineDirectory directory, String end) throws IOException {
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(directory.path())) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(directory.path(), "[!.]*" + end)) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          String stream = name.substring(0, name.indexOf('.'));
          if (StreamNames.isName(stream)) {
            names.add(stream);
          }
        }
      }
    }
    return names;
  }

  /**
   * Says that a pipeline does not run.
   *
   * @param runtime where pipelines live
   * @param name of the pipeline; null for any
   */
  static String noneRuns(Path runtime, String name) {
    return (name == null ? "no pipeline" : "no pipeline '" + name + "'")
        + " runs in '"
        + runtime
        + "'; start one with 'zoetrope run' or 'zoetrope capture'";
  }

  /**
   * A pipeline that runs.
   *
   * @param runtime where pipelines live
   * @param name of the pipeline; null for the only one
   * @throws IOException when it does not run, or none was named and there are several; names those
   *     that run
   */
  static PipelineDirectory choose(Path runtime, String name) throws IOException {
    List<String> running = running(runtime);
    if (running.isEmpty()) {
      throw new IOException(noneRuns(runtime, name));
    }
    if (name == null) {
      return PipelineDirectory.of(runtime, theOnly(running));
    }
    if (running.contains(name)) {
      return PipelineDirectory.of(runtime, name);
    }
    String near = NearNames.suggestion(name, running);
    String all = "; there are: " + String.join(", ", running);
    throw new IOException("no pipeline '" + name + "' runs" + (near.isEmpty() ? all : near));
  }

  /**
   * The only pipeline that runs, for who was told no name but would wait for one.
   *
   * @param runtime where pipelines live
   * @return empty where none runs
   * @throws IOException when there are several; names them
   */
  public static Optional<PipelineDirectory> only(Path runtime) throws IOException {
    List<String> running = running(runtime);
    return running.isEmpty()
        ? Optional.empty()
        : Optional.of(PipelineDirectory.of(runtime, theOnly(running)));
  }

  private static List<String> running(Path runtime) throws IOException {
    List<String> running = new ArrayList<>();
    for (String name : names(runtime)) {
      if (!served(PipelineDirectory.of(runtime, name)).isEmpty()) {
        running.add(name);
      }
    }
    return running;
  }

  private static String theOnly(List<String> running) throws IOException {
    if (running.size() > 1) {
      String all = String.join(", ", running);
      throw new IOException("several pipelines run: " + all + "; choose one with --pipeline");
    }
    return running.get(0);
  }
}
