package dev.zoetrope.launcher;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line, run to its end in a JVM of its own with its own runtime directory.
 *
 * @param exitCode as a shell sees it
 * @param output standard output and error together
 */
record Launched(int exitCode, String output) {
  /**
   * Runs the command line.
   *
   * @param work holds the runtime directory
   * @param arguments as a user types them
   */
  static Launched run(Path work, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ZoetropeMain.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("ZOETROPE_RUNTIME_DIR", work.resolve("runtime").toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Launched(process.waitFor(), output);
  }
}
