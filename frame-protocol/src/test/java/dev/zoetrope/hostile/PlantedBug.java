package dev.zoetrope.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A bug planted in a class that ships: its source with a few words changed, compiled to where a
 * child's class path begins.
 *
 * @param source path of the source below {@code dev/zoetrope}
 * @param words what stands there, once
 * @param bug what stands there instead
 */
record PlantedBug(String source, String words, String bug) {
  private static final Path SOURCES = Path.of("src/main/java/dev/zoetrope");

  /** Compiles the class. */
  void compile(Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assumeTrue(compiler != null, "no compiler in this JVM: run the tests with a JDK");
    Path original = SOURCES.resolve(source);
    assumeTrue(Files.exists(original), "no sources in '" + original.toAbsolutePath() + "'");
    String text = Files.readString(original);
    String changed = text.replaceFirst(Pattern.quote(words), bug);
    assertEquals(text.length() + bug.length() - words.length(), changed.length());
    assertTrue(!changed.equals(text) && !changed.contains(words), "stands not once: " + words);
    Path copy = classes.resolve(original.getFileName());
    Files.writeString(copy, changed);
    int result =
        compiler.run(
            null,
            null,
            null,
            "-nowarn",
            "-proc:none",
            "-d",
            classes.toString(),
            "-cp",
            System.getProperty("java.class.path"),
            copy.toString());
    assertEquals(0, result, "the compiler refused " + this);
  }
}
