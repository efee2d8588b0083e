package dev.zoetrope.channel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The product with one bug: a class whose source differs in one place.
 *
 * @param bug what is wrong with it
 * @param file its source
 * @param original what the source says there
 * @param changed what the mutant says instead
 */
record Mutant(String bug, String file, String original, String changed) {
  private static final Path SOURCES = Path.of("src/main/java/dev/zoetrope/channel");

  /** The source of the mutant. */
  String source() throws IOException {
    String source = Files.readString(SOURCES.resolve(file));
    int at = source.indexOf(original);
    if (at < 0 || source.indexOf(original, at + 1) >= 0) {
      throw new IllegalStateException(
          file + " must have this once, to be changed by '" + bug + "': " + original);
    }
    return source.replace(original, changed);
  }

  @Override
  public String toString() {
    return bug;
  }
}
