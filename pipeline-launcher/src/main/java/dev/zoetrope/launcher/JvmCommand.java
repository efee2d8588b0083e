package dev.zoetrope.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command lines of stages: this JVM's program and class path, with options for each role. */
final class JvmCommand {
  /** Environment variable with more JVM options, for the launcher and for every stage. */
  static final String OPTIONS_VARIABLE = "ZOETROPE_JAVA_OPTS";

  private static final int NATIVE_ACCESS_RELEASE = 22;
  private static final int UNSAFE_ACCESS_RELEASE = 24;

  private JvmCommand() {}

  /**
   * The command that runs a stage.
   *
   * @param stage the stage
   * @return program and arguments
   */
  static List<String> of(StageSpec stage) {
    List<String> command = java(stage.role());
    command.add(ZoetropeMain.class.getName());
    command.add(stage.role().subcommand());
    command.add("--supervised");
    command.addAll(stage.arguments());
    return command;
  }

  /** Everything before the main class. */
  private static List<String> java(StageRole role) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Frames live outside the heap, and the Java code of a frame's way is short.
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx" + (role == StageRole.DISPLAY ? "128m" : "64m"));
    if (role != StageRole.DISPLAY) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-Xshare:auto");
    command.add("-XX:-UsePerfData");
    // What the JVM itself says must not end up in an output on standard output.
    command.add("-XX:+DisplayVMOutputToStderr");
    command.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    int release = Runtime.version().feature();
    if (release >= NATIVE_ACCESS_RELEASE) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    if (release >= UNSAFE_ACCESS_RELEASE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Dorg.bytedeco.javacpp.maxBytes=0");
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    String more = System.getenv(OPTIONS_VARIABLE);
    if (more != null && !more.isBlank()) {
      command.addAll(List.of(more.strip().split("\\s+")));
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    return command;
  }
}
