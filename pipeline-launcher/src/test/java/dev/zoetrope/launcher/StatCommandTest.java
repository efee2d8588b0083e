package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StatCommandTest {
  private static final EpochSpec SPEC = new EpochSpec(StreamKind.VIDEO, 2, 4096, -1, 30, 1, false);

  @TempDir Path home;

  @Test
  void whatCannotBeReadDoesNotHideTheRest() throws Exception {
    Path runtime = home.resolve("r");
    PipelineDirectory studio = PipelineDirectory.of(runtime, "studio");
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    try (StreamWriter writer =
        StreamWriter.open(studio, "video", SPEC, PressurePolicy.DROP, 1_000_000_000)) {
      assertEquals(1, writer.epoch());
      Files.createDirectory(runtime.resolve("no pipeline's name"));
      Files.createFile(studio.resolve("[.control"));
      Files.write(studio.resolve("bad.7.control"), new byte[1 << 16]);
      Files.write(studio.resolve("short.7.control"), new byte[7]);

      CommandLine stat = StageErrors.install(new CommandLine(new StatCommand()));
      stat.setOut(new PrintWriter(out)).setErr(new PrintWriter(errors));
      assertEquals(1, stat.execute("--runtime-dir", runtime.toString()));

      for (String file : new String[] {"[.control", "bad.7.control", "short.7.control"}) {
        Files.delete(studio.resolve(file));
      }
      assertEquals(0, stat.execute("--runtime-dir", runtime.toString()));
    }
    assertTrue(out.toString().contains("  video"), out.toString());
    assertTrue(errors.toString().contains("bad.7.control': control header: magic is 0"));
    assertTrue(errors.toString().contains("short.7.control' has 7 bytes, needed: "));
    assertEquals(2, errors.toString().lines().count(), errors.toString());
  }
}
