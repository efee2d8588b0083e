package dev.zoetrope.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Linux tells of a process, in {@code /proc}. */
final class ProcessSample {
  private static final double KIB_PER_MB = 1024;
  private static final Pattern LINE = Pattern.compile("(\\w+):\\s+(\\d+)(?: kB)?");

  private ProcessSample() {}

  /**
   * Looks at a process.
   *
   * @param pid its id
   * @param mapped whose mappings count: those of files under this directory
   * @throws IOException when it is gone
   */
  static Map<SoakMetric, Double> of(long pid, Path mapped) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Map<SoakMetric, Double> sample = new EnumMap<>(SoakMetric.class);
    for (String line : Files.readAllLines(process.resolve("status"), StandardCharsets.UTF_8)) {
      Matcher match = LINE.matcher(line);
      if (match.matches()) {
        double number = Double.parseDouble(match.group(2));
        switch (match.group(1)) {
          case "VmRSS" -> sample.put(SoakMetric.RESIDENT, number / KIB_PER_MB);
          case "RssAnon" -> sample.put(SoakMetric.ANONYMOUS, number / KIB_PER_MB);
          case "RssShmem" -> sample.put(SoakMetric.SHARED, number / KIB_PER_MB);
          case "Threads" -> sample.put(SoakMetric.THREADS, number);
          default -> {}
        }
      }
    }
    if (!sample.containsKey(SoakMetric.RESIDENT)) {
      throw new IOException("process " + pid + " has ended");
    }
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      sample.put(SoakMetric.DESCRIPTORS, (double) descriptors.count());
    }
    String directory = " " + mapped + "/";
    try (Stream<String> maps = Files.lines(process.resolve("maps"), StandardCharsets.UTF_8)) {
      sample.put(
          SoakMetric.MAPPINGS, (double) maps.filter(line -> line.contains(directory)).count());
    }
    return sample;
  }
}
