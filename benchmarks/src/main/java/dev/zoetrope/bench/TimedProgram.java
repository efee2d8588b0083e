package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs programs and says what they took. The shell tells the CPU time of all that a program started
 * and waited for: the kernel adds it up, and nothing is lost between two looks.
 *
 * @param directory for what they say
 * @param patienceS seconds after which one that still runs is killed, with all it started
 */
record TimedProgram(Path directory, long patienceS) {
  private static final String SCRIPT = "\"$@\" </dev/null; code=$?; times >\"$0\"; exit $code";
  private static final double NS_PER_S = 1e9;
  private static final double S_PER_MINUTE = 60;

  /**
   * What a run took.
   *
   * @param wallNs from start to end
   * @param cpuNs of all its processes, user and system
   * @param said on standard error
   */
  record Took(long wallNs, long cpuNs, String said) {}

  /**
   * Runs a program to its end. Its standard output is thrown away.
   *
   * @param program name and arguments
   * @throws IOException when it fails, or does not end in time
   */
  Took run(List<String> program) throws IOException, InterruptedException {
    Path times = directory.resolve("times");
    Path said = directory.resolve("said");
    List<String> command = new ArrayList<>(List.of("bash", "-c", SCRIPT, times.toString()));
    command.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(said.toFile());
    long begin = System.nanoTime();
    Process process = builder.start();
    // Whoever ends the benchmark does not want to find its programs at work.
    Thread killer = new Thread(() -> kill(process), "zoetrope-bench-kill");
    Runtime.getRuntime().addShutdownHook(killer);
    boolean isDone = process.waitFor(patienceS, TimeUnit.SECONDS);
    long wallNs = System.nanoTime() - begin;
    kill(process);
    Runtime.getRuntime().removeShutdownHook(killer);
    String words = Files.readString(said).strip();
    if (!isDone) {
      throw new IOException("did not end within " + patienceS + " s, and was killed");
    }
    if (process.exitValue() != 0) {
      String last = words.substring(words.lastIndexOf('\n') + 1);
      throw new IOException("failed with exit code " + process.exitValue() + "; it said: " + last);
    }
    return new Took(wallNs, cpuNs(Files.readAllLines(times)), words);
  }

  private static void kill(Process process) {
    try (Stream<ProcessHandle> all = process.descendants()) {
      all.forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
  }

  /**
   * Adds up what the shell says of its children.
   *
   * @param times such as {@code 0m0.001s 0m0.002s} of itself, and a line of its children
   */
  static long cpuNs(List<String> times) {
    double seconds = 0;
    for (String time : times.get(1).split(" ", -1)) {
      int minutes = time.indexOf('m');
      String rest = time.substring(minutes + 1, time.length() - 1).replace(',', '.');
      seconds +=
          Long.parseLong(time.substring(0, minutes)) * S_PER_MINUTE + Double.parseDouble(rest);
    }
    return Math.round(seconds * NS_PER_S);
  }
}
