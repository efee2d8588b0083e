package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What joins and leaves one capture that runs. */
@Tag("once")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals to send")
class AttachTest {
  @TempDir static Path home;
  private static ZoetropeProcess capture;
  private static PipelineDirectory directory;

  @BeforeAll
  static void startCapture() throws IOException, InterruptedException {
    ZoetropeProcess.assumeHeard("INT");
    capture =
        ZoetropeProcess.start(
            home,
            "capture",
            "--pipeline",
            "studio",
            "--stall-timeout",
            "100",
            "-re",
            "-i",
            "pattern:testsrc2=size=64x48:rate=25",
            "-i",
            "tone:sine");
    directory = PipelineDirectory.of(home.resolve("run"), "studio");
    capture.awaitFrames(directory, 10);
  }

  @AfterAll
  static void theCaptureWasLeftAlone() throws IOException, InterruptedException {
    if (capture != null) {
      capture.signal("INT");
      capture.ends(0);
      assertTrue(capture.said().contains("zoetrope capture: video "), capture.said());
      assertFalse(Files.exists(home.resolve("run")), "the runtime directory is left behind");
    }
  }

  @Test
  void anEncoderTakesAllUntilItIsStopped() throws IOException, InterruptedException {
    ZoetropeProcess encoder =
        attach("encode", "-o", "out.md5", "-f", "framemd5", "-c:v", "rawvideo");
    encoder.awaitWork(directory, "encoder", "video", 20);
    encoder.awaitWork(directory, "encoder", "audio", 20);
    assertIsRefused("out.md5");

    encoder.signal("INT");
    encoder.ends(0);

    FrameMd5File listing = FrameMd5File.read(home.resolve("out.md5"));
    assertTrue(listing.rows("video").size() >= 20, "pictures");
    assertTrue(listing.rows("audio").size() >= 20, "sound");
    assertCaptureGoesOn();
  }

  /** Whoever wants to write what an encoder writes: it would be one file of two. */
  private static void assertIsRefused(String output) throws IOException, InterruptedException {
    String reason = "output '%s': another encoder writes it; stop that, or choose another file";
    ZoetropeProcess attached = attach("encode", "-y", "-o", output, "-f", "framemd5").ends(1);
    assertEquals("zoetrope encode: " + reason.formatted(output) + "\n", attached.said());

    String file = home.resolve(output).toString();
    CommandResult run = CommandResult.of("run", "-y", "-i", "pattern:testsrc2", "-o", file);
    assertEquals(List.of("zoetrope run: " + reason.formatted(file)), run.err());
    assertEquals(1, run.code());
  }

  @Test
  void aDisplayEndsWithTheFilterThatItWatches() throws IOException, InterruptedException {
    ZoetropeProcess filter = attach("filter", "-i", "video", "-o", "small", "scale=32:-2");
    filter.awaitWork(directory, "filter", "video", 1);
    ZoetropeProcess display = attach("display", "--display", "none", "--stream", "small");
    display.awaitWork(directory, "display", "small", 10);

    filter.signal("INT");

    filter.ends(0);
    display.ends(0);
    assertTrue(display.said().contains(" shown, "), display.said());
    assertCaptureGoesOn();
  }

  @Test
  void catFindsTheOnlyPipeline() throws IOException, InterruptedException {
    Path raw = home.resolve("raw");
    Path said = home.resolve("said");
    Process cat =
        ZoetropeProcess.builder(home, "cat", "video", "-frames", "2", "--connect-timeout", "20")
            .redirectOutput(raw.toFile())
            .redirectError(said.toFile())
            .start();

    assertEquals(0, cat.waitFor(), Files.readString(said));
    assertEquals(2 * 64 * 48 * 3 / 2, Files.size(raw));
    assertCaptureGoesOn();
  }

  @Test
  void aProgramIsToldWhatItIs() throws IOException, InterruptedException {
    ZoetropeProcess told =
        attach("command", "-i", "video:latest", "--name", "look", "--", "env").ends(0);
    ZoetropeProcess failed = attach("command", "-i", "video", "--", "sh", "-c", "exit 3").ends(1);

    List<String> lines = told.said().lines().toList();
    assertTrue(lines.contains("ZOETROPE_PIPELINE=studio"), told.said());
    assertTrue(lines.contains("ZOETROPE_STREAMS=video"), told.said());
    assertTrue(lines.contains("ZOETROPE_POLICY=latest"), told.said());
    assertTrue(lines.contains("ZOETROPE_NAME=look"), told.said());
    assertEquals("zoetrope attach: 'sh' ended with exit code 3\n", failed.said());
  }

  @Test
  void aProgramIsAskedToEnd() throws IOException, InterruptedException {
    ZoetropeProcess attached =
        attach("command", "-i", "video", "--", "sh", "-c", "echo begun; exec sleep 1000");
    attached.awaitSaid("begun\n");

    attached.signal("INT");

    attached.ends(0);
  }

  private void assertCaptureGoesOn() throws InterruptedException {
    try (PipelineWatch watch =
        new PipelineWatch(directory, List.of(RunPipeline.SOURCE), List.of())) {
      capture.awaitFrames(directory, watch.poll().published() + 10);
    }
  }

  private static ZoetropeProcess attach(String... arguments) throws IOException {
    String[] all = new String[arguments.length + 1];
    all[0] = "attach";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return ZoetropeProcess.start(home, all);
  }
}
