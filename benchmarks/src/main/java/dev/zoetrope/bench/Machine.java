package dev.zoetrope.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What the figures were measured on: without it they mean nothing. */
final class Machine {
  private static final double KIB_PER_GIB = 1024.0 * 1024;

  private Machine() {}

  /**
   * Describes this machine.
   *
   * @param compiler what compiled the floors
   */
  static Map<String, Object> describe(String compiler) {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cpu", lineOf("/proc/cpuinfo", "model name", System.getProperty("os.arch")));
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("memory_gib", memory());
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    machine.put("floors", compiler);
    machine.put("load", String.format(Locale.ROOT, "%.1f", load()));
    return machine;
  }

  /** Processes that want to run, a mean over the last minute; negative where unknown. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static double memory() {
    String total = lineOf("/proc/meminfo", "MemTotal", "0").replaceAll("\\D", "");
    double gib = Long.parseLong(total) / KIB_PER_GIB;
    return Double.parseDouble(String.format(Locale.ROOT, "%.1f", gib));
  }

  private static String lineOf(String file, String key, String otherwise) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
