package dev.zoetrope.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other JVMs with this one's class path: children, and what the JDK's tools say of them. */
final class ChildJvm {
  private static final long MEGABYTE = 1024 * 1024;

  private ChildJvm() {}

  /**
   * The command line of a child with the options of a stage, and a heap that is resident from the
   * start: whatever memory grows then is not a heap that fills for the first time.
   *
   * @param main its main class
   * @param heapMb size of its heap, MB
   * @param arguments its arguments
   */
  static List<String> command(Class<?> main, int heapMb, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program("java"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-XX:-UsePerfData", "-XX:+AlwaysPreTouch"));
    command.addAll(List.of("-Xms" + heapMb + "m", "-Xmx" + heapMb + "m"));
    command.add("-Dorg.bytedeco.javacpp.maxBytes=0");
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    return command;
  }

  private static String program(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  /**
   * Live objects of a JVM, MB, after a full collection that this causes.
   *
   * @param pid its process id
   * @throws IOException when it does not answer, or this Java has no {@code jcmd}
   */
  static double liveHeapMb(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(program("jcmd"), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!jcmd.waitFor(1, TimeUnit.MINUTES) || jcmd.exitValue() != 0) {
      throw new IOException("jcmd " + pid + ": " + said.strip());
    }
    String total = said.strip().substring(said.strip().lastIndexOf('\n') + 1);
    String[] words = total.strip().split("\\s+", -1);
    if (!words[0].equals("Total")) {
      throw new IOException("jcmd " + pid + " ends with '" + total + "' instead of a total");
    }
    return Double.parseDouble(words[2]) / MEGABYTE;
  }
}
