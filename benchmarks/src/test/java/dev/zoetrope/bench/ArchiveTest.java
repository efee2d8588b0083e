package dev.zoetrope.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zoetrope script as it was built, and the archive of classes that it makes. */
class ArchiveTest {
  private static final long PATIENCE_S = 90;

  @TempDir private Path directory;

  @Test
  void aRunReadsNoClassFromAJar() throws IOException, InterruptedException {
    Path home = Path.of("..").toRealPath();
    assumeTrue(
        Files.isDirectory(home.resolve("pipeline-launcher/target/zoetrope/lib")),
        "needs a packaged launcher: mvn verify makes one");
    ProcessBuilder run =
        new ProcessBuilder(
            home.resolve("zoetrope").toString(),
            "run",
            "-i",
            "pattern:testsrc2=size=64x64",
            "-t",
            "0.2",
            "-o",
            directory.resolve("a.mkv").toString());
    run.environment().put("JAVA_HOME", System.getProperty("java.home"));
    run.environment().put("ZOETROPE_RUNTIME_DIR", directory.toString());
    run.environment().put("ZOETROPE_JAVA_OPTS", "-Xlog:class+load:file=" + directory + "/%p.txt");
    Path said = directory.resolve("said");
    run.redirectErrorStream(true).redirectOutput(said.toFile());
    Process process = run.start();
    assertTrue(process.waitFor(PATIENCE_S, TimeUnit.SECONDS), () -> read(said));
    assertEquals(0, process.exitValue(), () -> read(said));
    List<Path> logs;
    try (Stream<Path> files = Files.list(directory)) {
      logs = files.filter(file -> file.toString().endsWith(".txt")).toList();
    }
    assertEquals(3, logs.size(), "launcher, capture and encoder");
    for (Path log : logs) {
      List<String> lines = Files.readAllLines(log);
      assertTrue(lines.stream().anyMatch(line -> line.contains("picocli.CommandLine source")));
      List<String> read = lines.stream().filter(line -> line.contains("source: file:")).toList();
      assertEquals(List.of(), read, "classes that came from jars");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
