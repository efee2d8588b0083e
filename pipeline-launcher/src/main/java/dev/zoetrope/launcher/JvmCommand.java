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
    List<String> classPath = new ArrayList<>(List.of(ownClassPath()));
    classPath.addAll(stage.launch().classPath());
    command.add(String.join(File.pathSeparator, classPath));
    return command;
  }

  /** That of this JVM; a directory of which it has all jars in the short form that it came in. */
  private static String ownClassPath() {
    String all = System.getProperty("java.class.path");
    List<Path> entries = Stream.of(all.split(File.pathSeparator)).map(Path::of).toList();
    Path directory = entries.get(0).getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return all;
    }
    try (Stream<Path> files = Files.list(directory)) {
      Set<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).collect(toSet());
      return jars.equals(Set.copyOf(entries)) ? directory + File.separator + "*" : all;
    } catch (IOException e) {
      return all;
    }
  }
}
