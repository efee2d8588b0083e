package dev.zoetrope.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of zoetrope in a process of its own, as a user would start it. */
final class Program {
  private static final String MAIN = "dev.zoetrope.launcher.ZoetropeMain";
  private static final long TIMEOUT_S = 100;

  private final Process process;
  private final Path results;
  private final Path messages;

  private Program(Process process, Path results, Path messages) {
    this.process = process;
    this.results = results;
    this.messages = messages;
  }

  /**
   * Starts a command.
   *
   * @param home working directory; the runtime directory is {@code run} in it
   * @param arguments of {@code zoetrope}, in one text; {@code +} stands for a space in one
   */
  static Program start(Path home, String arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    for (String argument : arguments.split(" ", -1)) {
      command.add(argument.replace('+', ' '));
    }
    Path results = Files.createTempFile(home, "out-", ".txt");
    Path messages = Files.createTempFile(home, "err-", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(results.toFile())
            .redirectError(messages.toFile());
    builder.environment().put("ZOETROPE_RUNTIME_DIR", home.resolve("run").toString());
    return new Program(builder.start(), results, messages);
  }

  /** Waits for its end with exit code 0. */
  Program ends() throws IOException, InterruptedException {
    return ends(0);
  }

  /** Waits for its end with this exit code. */
  Program ends(int exitCode) throws IOException, InterruptedException {
    boolean ended = process.waitFor(TIMEOUT_S, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String said = said();
    assertTrue(ended, "did not end; it said: " + said);
    assertEquals(exitCode, process.exitValue(), said);
    return this;
  }

  /** Its standard error. */
  String said() throws IOException {
    return Files.readString(messages);
  }

  /** Lines of its standard output. */
  List<String> lines() throws IOException {
    return Files.readAllLines(results);
  }
}
