package dev.zoetrope.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for what exists only while measuring; it goes with a JVM that is told to end, too.
 */
final class Scratch implements AutoCloseable {
  private final Path path;
  private final Thread atExit = new Thread(this::removeAtExit, "bench-scratch");

  private Scratch(Path path) {
    this.path = path;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Makes one. */
  static Scratch in(Path parent) throws IOException {
    Files.createDirectories(parent);
    return new Scratch(Files.createTempDirectory(parent, "bench"));
  }

  /** The directory; in memory, where the platform has such. */
  Path path() {
    return path;
  }

  /** Removes what is in it. */
  void clear() throws IOException {
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> all = tree.sorted(Comparator.reverseOrder()).filter(p -> !p.equals(path)).toList();
      for (Path one : all) {
        Files.deleteIfExists(one);
      }
    }
  }

  private void remove() throws IOException {
    clear();
    Files.deleteIfExists(path);
  }

  private void removeAtExit() {
    try {
      remove();
    } catch (IOException | UncheckedIOException e) {
      // Somebody still writes there; there is nobody to tell.
    }
  }

  @Override
  public void close() throws IOException {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM ends, and the hook has nothing left to do.
    }
  }
}
