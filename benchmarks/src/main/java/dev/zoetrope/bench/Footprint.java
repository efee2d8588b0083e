package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process takes of memory, as Linux and the JVM tell. */
final class Footprint {
  private static final double KB_PER_MB = 1024;
  private static final Pattern GENERATION = Pattern.compile("generation\\s+total (\\d+)K");

  private Footprint() {}

  /** Whether a process runs a subcommand: that stands behind the main class. */
  static boolean runs(ProcessHandle process, String subcommand) {
    try {
      String line = Files.readString(proc(process, "cmdline"));
      return line.contains("ZoetropeMain\0" + subcommand + "\0");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A line of {@code smaps_rollup}, megabytes.
   *
   * @param key such as {@code Rss} or {@code Pss}
   */
  static double megabytes(ProcessHandle process, String key) throws IOException {
    for (String line : Files.readAllLines(proc(process, "smaps_rollup"))) {
      if (line.startsWith(key + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / KB_PER_MB;
      }
    }
    throw new IOException("no " + key + " of process " + process.pid());
  }

  /** Megabytes that a JVM has taken for the generations of its heap. */
  static double heapMegabytes(ProcessHandle process) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process asked =
        new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.heap_info")
            .redirectErrorStream(true)
            .start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    double sum = 0;
    for (Matcher matcher = GENERATION.matcher(said); matcher.find(); ) {
      sum += Long.parseLong(matcher.group(1)) / KB_PER_MB;
    }
    return sum;
  }

  private static Path proc(ProcessHandle process, String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }
}
