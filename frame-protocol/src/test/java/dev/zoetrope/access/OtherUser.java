package dev.zoetrope.access;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.testing.Programs;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Another user of this machine, which only root can become. */
final class OtherUser implements AutoCloseable {
  private static final int UID = 65534;
  private static final List<String> BECOME =
      List.of("setpriv", "--reuid=" + UID, "--regid=" + UID, "--clear-groups");

  private final Path home;
  private final String classPath;

  /** Copies the class path to where others can read it; skips the test where there is no way. */
  OtherUser() throws IOException, InterruptedException {
    assumeRoot();
    assumeTrue(runs("true"), "no setpriv, or it cannot change the user here: install util-linux");
    assumeTrue(runs(java(), "-version"), "another user cannot run '" + java() + "'");
    home = Files.createTempDirectory("zoetrope-other");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (Files.exists(Path.of(entry))) {
        Path copy = home.resolve(copies.size() + "-" + Path.of(entry).getFileName());
        copy(Path.of(entry), copy);
        copies.add(copy.toString());
      }
    }
    classPath = String.join(File.pathSeparator, copies);
  }

  /** Skips the test for users who cannot act for others. */
  static void assumeRoot() throws IOException {
    Path self = Path.of("/proc/self");
    boolean isRoot = Files.exists(self) && Files.getAttribute(self, "unix:uid").equals(0);
    assumeTrue(isRoot, "only root can act as another user: run the tests as root");
  }

  private static boolean runs(String... program) throws InterruptedException {
    List<String> command = new ArrayList<>(BECOME);
    command.addAll(List.of(program));
    return Programs.succeeds(command);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        boolean isDirectory = Files.isDirectory(file);
        Files.copy(file, isDirectory || !file.equals(from) ? copy : to);
        Files.setPosixFilePermissions(
            copy, PosixFilePermissions.fromString(isDirectory ? "rwxr-xr-x" : "rw-r--r--"));
      }
    }
  }

  /** Makes a file or directory that user's. */
  static void give(Path path) throws IOException {
    Files.setAttribute(path, "unix:uid", UID, LinkOption.NOFOLLOW_LINKS);
  }

  /** Runs {@link Intruder} as that user, to its end; what it says of each attempt. */
  Map<String, String> intrude(Path runtime) throws IOException {
    Map<String, String> results = new TreeMap<>();
    try (BufferedReader lines = start(Intruder.class, runtime).inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int colon = line.indexOf(": ");
        results.put(line.substring(0, Math.max(0, colon)), line.substring(colon + 2));
      }
    }
    return results;
  }

  /** Starts a program as that user. */
  Process start(Class<?> main, Path argument) throws IOException {
    List<String> command = new ArrayList<>(BECOME);
    command.addAll(List.of(java(), "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", classPath, main.getName(), argument.toString()));
    return new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).start();
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
