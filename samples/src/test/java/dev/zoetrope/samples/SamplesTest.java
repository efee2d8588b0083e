package dev.zoetrope.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.zoetrope.region.PipelineDirectory;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The synthetic source in a process of its own, read by the luma meter in this one. */
class SamplesTest {
  private static final int FRAMES = 50;

  @TempDir Path runtime;

  @Test
  void meterReadsEveryFrameOfTheSource() throws IOException, InterruptedException {
    Path errors = runtime.resolve("source.err");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            SyntheticSource.class.getName(),
            "samples",
            String.valueOf(FRAMES),
            "meter");
    builder.environment().put(PipelineDirectory.RUNTIME_DIRECTORY_VARIABLE, runtime + "/run");
    Process source = builder.redirectError(new File(errors.toString())).start();
    PipelineDirectory pipeline = PipelineDirectory.of(runtime.resolve("run"), "samples");
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    LumaMeter.run(pipeline, "video", "meter", new PrintStream(out, true, StandardCharsets.UTF_8));

    assertEquals(0, source.waitFor(), () -> read(errors));
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(FRAMES, lines.size());
    // Rows count 0 to 239: their mean is 119.5. One frame on, every row is one brighter.
    assertEquals("{\"frame\": 1, \"pts_ms\": 0, \"luma\": 119}", lines.get(0));
    assertEquals("{\"frame\": 11, \"pts_ms\": 400, \"luma\": 129}", lines.get(10));
    assertFalse(Files.exists(pipeline.path()), "the pipeline's files are left behind");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
