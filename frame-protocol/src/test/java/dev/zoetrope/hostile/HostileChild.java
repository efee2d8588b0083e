package dev.zoetrope.hostile;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * A test in a process of its own, where a crash of the JVM is a failed test. It has little memory,
 * and no checks of bounds but those of the code itself, as in production.
 *
 * @param exitCode 0 when nothing but named errors was met
 * @param output what it said
 */
public record HostileChild(int exitCode, String output) {
  static final String SEED_PROPERTY = "zoetrope.seed";

  /** The seed of this run: as told by {@code -Dzoetrope.seed}, else always the same. */
  public static long seed() {
    return Long.getLong(SEED_PROPERTY, 20261124);
  }

  /**
   * Runs to the end.
   *
   * @param main the class
   * @param arguments its arguments
   * @param classes in front of the class path, such as a planted bug
   */
  static HostileChild run(Class<?> main, List<String> arguments, Path... classes)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx48m", "-XX:MaxDirectMemorySize=16m", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null"));
    command.add("-Dagrona.disable.bounds.checks=true");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    String path = System.getProperty("java.class.path");
    for (Path each : classes) {
      path = each + File.pathSeparator + path;
    }
    command.addAll(List.of("-cp", path, main.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new HostileChild(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Fails with what it said, and how to say it again. */
  void assertHarmless(long seed) {
    Assertions.assertEquals(0, exitCode, "-D" + SEED_PROPERTY + "=" + seed + "\n" + output);
  }
}
