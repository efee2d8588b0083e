package dev.zoetrope.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs in C, Python and Java, as their users would make and start them. */
final class Toolbox {
  /** The C samples. */
  static final Path C = Path.of("c").toAbsolutePath();

  /** The Python samples. */
  static final Path PYTHON = Path.of("python").toAbsolutePath();

  private static final long TIMEOUT_S = 100;

  private Toolbox() {}

  /** Skips a test where C cannot be compiled. */
  static void assumeCompiler() throws IOException, InterruptedException {
    assumeTrue(succeeds("gcc", "--version"), "no gcc: install gcc and libc6-dev");
  }

  /** The interpreter, or a skipped test where there is no Python, or an old one. */
  static String python() throws IOException, InterruptedException {
    String check = "import sys; sys.exit(sys.version_info < (3, 9))";
    assumeTrue(succeeds("python3", "-c", check), "no python3: install Python 3.9 or newer");
    // The interpreter itself, not a script that looks for it each time.
    String tell = "import sys; print(sys.executable)";
    Process process = new ProcessBuilder("python3", "-c", tell).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Whether a command can be started and ends with 0. */
  static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Compiles a program and the library, without a warning.
   *
   * @param sources where both are: the samples, or what a test made of them
   * @param sample file of the program
   * @param program where the compiled program goes
   * @param options more options
   */
  static Path compile(Path sources, String sample, Path program, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("gcc", "-std=c11", "-Wall", "-Wextra"));
    command.addAll(List.of("-Wpedantic", "-Werror", "-pthread", "-I", C.toString()));
    command.addAll(Arrays.asList(options));
    command.add(sources.resolve(sample).toString());
    command.add(sources.resolve("zoetrope.c").toString());
    command.addAll(List.of("-o", program.toString()));
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, compiler.waitFor(), said);
    return program;
  }

  /** Compiles one of the C samples as its README says. */
  static Path compile(String sample, Path directory) throws IOException, InterruptedException {
    return compile(C, sample + ".c", directory.resolve(sample), "-O2");
  }

  /** The command that runs a class of this project. */
  static List<String> java(Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.addAll(List.of("--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"));
    if (Runtime.version().feature() >= 24) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** A program that runs in a runtime directory. */
  static final class Run implements AutoCloseable {
    private final Process process;
    private final Path output;

    /** Starts a command. */
    Run(Path runtime, List<String> command) throws IOException {
      output = Files.createTempFile("zt", ".out");
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().put(PipelineDirectory.RUNTIME_DIRECTORY_VARIABLE, runtime.toString());
      process = builder.start();
    }

    /** Waits for its orderly end, and returns the lines that it printed. */
    List<String> lines() throws IOException, InterruptedException {
      assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS), "it did not end");
      String said = Files.readString(output);
      assertEquals(0, process.exitValue(), said);
      return said.lines().toList();
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
      process.destroyForcibly();
      assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS), "it did not end");
    }

    /** Lines printed so far. */
    long printed() throws IOException {
      return Files.readString(output).lines().count();
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
