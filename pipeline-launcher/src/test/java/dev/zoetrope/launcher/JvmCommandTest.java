package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class JvmCommandTest {
  @TempDir private Path home;

  private String jar(String name) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[0]);
    return file.toString();
  }

  private static String path(Object... entries) {
    StringBuilder all = new StringBuilder();
    for (Object entry : entries) {
      all.append(all.isEmpty() ? "" : File.pathSeparator).append(entry);
    }
    return all.toString();
  }

  @Test
  void wholeDirectoriesOfJarsAreAStarAgain() throws IOException {
    String a = jar("first/a.jar");
    String b = jar("lib/b.jar");
    String c = jar("lib/c.jar");
    String first = home.resolve("first") + File.separator + "*";
    String lib = home.resolve("lib") + File.separator + "*";
    assertEquals(path(first, lib), JvmCommand.shortened(path(a, b, c)));
    assertEquals(path(lib, first), JvmCommand.shortened(path(c, b, a)));
  }

  @Test
  void allElseStaysAsItIs() throws IOException {
    String a = jar("lib/a.jar");
    String b = jar("lib/b.jar");
    String other = home.resolve("classes").toString();
    for (String path : new String[] {a, path(a, other, b), path(other, b), "a.jar", path("", b)}) {
      assertEquals(path, JvmCommand.shortened(path));
    }
  }
}
