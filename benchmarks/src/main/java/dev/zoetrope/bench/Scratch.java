package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for what exists only while measuring.
 *
 * @param path in memory, where the platform has such
 */
record Scratch(Path path) implements AutoCloseable {
  /** Makes one. */
  static Scratch in(Path parent) throws IOException {
    Files.createDirectories(parent);
    return new Scratch(Files.createTempDirectory(parent, "bench"));
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

  @Override
  public void close() throws IOException {
    clear();
    Files.deleteIfExists(path);
  }
}
