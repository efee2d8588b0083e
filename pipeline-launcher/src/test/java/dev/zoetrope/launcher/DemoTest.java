package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
  @TempDir Path directory;

  @Test
  void takesTheNextFreeName() throws IOException {
    assertEquals("zoetrope-demo.mp4", name());
    Files.createFile(directory.resolve("zoetrope-demo.mp4"));
    assertEquals("zoetrope-demo-2.mp4", name());
    Files.createFile(directory.resolve("zoetrope-demo-2.mp4"));
    assertEquals("zoetrope-demo-3.mp4", name());
  }

  private String name() {
    RunArguments nothing =
        new RunArguments(List.of(), List.of(), List.of(), List.of(), List.of(), null);
    RunArguments demo = Demo.complete(nothing, directory);
    return directory.relativize(Path.of(demo.outputs().get(0).file())).toString();
  }
}
