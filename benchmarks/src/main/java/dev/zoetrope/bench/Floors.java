package dev.zoetrope.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The floors in C: compiled here, where there is a compiler. */
final class Floors {
  static final List<String> COMPILERS = List.of("gcc", "clang", "cc");
  private static final List<String> SOURCES =
      List.of(
          "main.c",
          "clock.c",
          "counts.c",
          "map.c",
          "flag.c",
          "socket.c",
          "loops.c",
          "protocol.c",
          "zoetrope.c");
  private static final List<String> HEADERS = List.of("floor.h", "zoetrope.h");
  private static final List<String> OPTIONS =
      List.of("-std=gnu11", "-O3", "-march=native", "-pthread");
  private static final long PATIENCE_S = 60;

  private Floors() {}

  /**
   * Compiles.
   *
   * @param directory where the program goes
   * @return the program, empty where none of the compilers can make it
   */
  static Optional<Program> compile(Path directory) throws IOException, InterruptedException {
    List<Path> sources = new ArrayList<>();
    for (String name : SOURCES) {
      sources.add(unpack(name, directory));
    }
    for (String name : HEADERS) {
      unpack(name, directory);
    }
    for (String compiler : COMPILERS) {
      Path program = directory.resolve("floor");
      List<String> command = new ArrayList<>(List.of(compiler));
      command.addAll(OPTIONS);
      command.addAll(List.of("-o", program.toString()));
      sources.forEach(source -> command.add(source.toString()));
      if (run(command).isPresent()) {
        String version =
            run(List.of(compiler, "--version"))
                .orElse(compiler)
                .lines()
                .findFirst()
                .orElse(compiler);
        return Optional.of(new Program(program, version + " " + String.join(" ", OPTIONS)));
      }
    }
    return Optional.empty();
  }

  /**
   * What was compiled.
   *
   * @param path the program
   * @param compiler by what
   */
  record Program(Path path, String compiler) {
    /** How it is started. */
    List<String> command() {
      return List.of(path.toString());
    }
  }

  private static Path unpack(String name, Path directory) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream source = Floors.class.getResourceAsStream("/floor/" + name)) {
      Files.copy(source, file);
    }
    return file;
  }

  /** What a command says, empty when it fails or is not there. */
  private static Optional<String> run(List<String> command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean isGood = process.waitFor(PATIENCE_S, TimeUnit.SECONDS) && process.exitValue() == 0;
      return isGood ? Optional.of(said) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
