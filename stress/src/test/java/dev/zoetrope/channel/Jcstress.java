package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;

/**
 * Runs jcstress in a JVM of its own, which starts one more for each race and configuration. Its
 * output, its result file and its HTML report are in {@code target/jcstress}.
 */
final class Jcstress {
  private final Path directory;
  private final NavigableMap<String, Race> races = new TreeMap<>();

  /** Results go to a directory of that name, with those of earlier runs. */
  Jcstress(String name) throws IOException {
    directory = Files.createDirectories(Path.of("target", "jcstress", name));
  }

  /**
   * Runs races, and adds what they gave to what former runs gave.
   *
   * @param main {@link Main} or {@link QuickMain}
   * @param names qualified names of the races
   * @param options of jcstress
   */
  void run(Class<?> main, Collection<String> names, List<String> options) throws Exception {
    Path run = Files.createTempDirectory(directory, "run-");
    Process process =
        new ProcessBuilder(command(main, names, options))
            .directory(run.toFile())
            .redirectErrorStream(true)
            .redirectOutput(run.resolve("console.txt").toFile())
            .start();
    try {
      // Ends with an exception, and 1, when the forbidden was seen: as it has to be in seeded
      // races.
      process.waitFor();
    } finally {
      process.destroyForcibly();
    }
    TreeSet<String> ran = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(run, "jcstress-results-*")) {
      for (Path file : files) {
        DiskReadCollector reader =
            new DiskReadCollector(
                file.toString(),
                result -> {
                  ran.add(result.getName());
                  races.computeIfAbsent(result.getName(), Race::new).add(result);
                });
        reader.dump();
        reader.close();
      }
    }
    assertEquals(new TreeSet<>(names), ran, () -> "races that ran; see " + run.toAbsolutePath());
  }

  private static List<String> command(
      Class<?> main, Collection<String> names, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // The harness hands its own options on to every JVM that it starts.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of("-t", "^(" + String.join("|", names) + ")$"));
    command.addAll(options);
    return command;
  }

  Path directory() {
    return directory.toAbsolutePath();
  }

  Collection<Race> races() {
    return races.values();
  }
}
