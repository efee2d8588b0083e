package dev.zoetrope.launcher;

import static java.util.stream.Collectors.toSet;

import dev.zoetrope.ffmpeg.NativeLibraries;
import dev.zoetrope.pipeline.StageRole;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** The command lines of stages: this JVM's program and class path, with options for each role. */
final class JvmCommand {
  /** Environment variable with more JVM options, for the launcher and for every stage. */
  static final String OPTIONS_VARIABLE = "ZOETROPE_JAVA_OPTS";

  /** Runs stages that are classes. */
  private static final String STAGE_RUNNER = "dev.zoetrope.ffmpeg.command.StageRunner";

  private JvmCommand() {}

  /**
   * The command that runs a stage under supervision.
   *
   * @param stage the stage, no command of its own
   * @return program and arguments
   */
  static List<String> of(StageSpec stage) {
    List<String> command = java(stage);
    if (stage.role() == StageRole.CLASS) {
      command.add(STAGE_RUNNER);
    } else {
      command.add(ZoetropeMain.class.getName());
      command.add(stage.role().subcommand());
    }
    command.add("--supervised");
    command.addAll(stage.arguments());
    return command;
  }

  /** Everything before the main class. */
  static List<String> java(StageSpec stage) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    int release = Runtime.version().feature();
    String archive = System.getProperty(JvmOptions.ARCHIVE_PROPERTY);
    String natives = System.getProperty(NativeLibraries.DIRECTORY);
    command.addAll(JvmOptions.of(stage.role(), release, archive, natives));
    String more = System.getenv(OPTIONS_VARIABLE);
    if (more != null && !more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    command.addAll(stage.launch().javaOptions());
    command.add("-cp");
    List<String> classPath =
        new ArrayList<>(List.of(shortened(System.getProperty("java.class.path"))));
    classPath.addAll(stage.launch().classPath());
    command.add(String.join(File.pathSeparator, classPath));
    return command;
  }

  /**
   * A class path in the short form that it came in: for all jars of a directory one after the other
   * stands the directory with a star.
   *
   * @param classPath that a JVM has made of it
   */
  static String shortened(String classPath) {
    String[] entries = classPath.split(File.pathSeparator, -1);
    List<String> parts = new ArrayList<>();
    int end;
    for (int start = 0; start < entries.length; start = end) {
      Path directory = Path.of(entries[start]).getParent();
      List<String> group = new ArrayList<>();
      for (end = start; end < entries.length; end++) {
        if (!Objects.equals(directory, Path.of(entries[end]).getParent())) {
          break;
        }
        group.add(entries[end]);
      }
      if (jarsIn(directory).equals(Set.copyOf(group))) {
        parts.add(directory + File.separator + "*");
      } else {
        parts.addAll(group);
      }
    }
    return String.join(File.pathSeparator, parts);
  }

  private static Set<String> jarsIn(Path directory) {
    if (directory == null || !Files.isDirectory(directory)) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".jar")).collect(toSet());
    } catch (IOException e) {
      return Set.of();
    }
  }
}
