package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** CPU time of a process, all of its threads. */
final class CpuTime {
  private CpuTime() {}

  /**
   * Nanoseconds so far: as exact as Linux's scheduler counts, else as this Java tells.
   *
   * @param process a living process
   */
  static long ofNs(ProcessHandle process) {
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    long sum = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        String line = Files.readString(thread.resolve("schedstat"));
        sum += Long.parseLong(line.substring(0, line.indexOf(' ')));
      }
      return sum;
    } catch (IOException e) {
      return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
    }
  }
}
