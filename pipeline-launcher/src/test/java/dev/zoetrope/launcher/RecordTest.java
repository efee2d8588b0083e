package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Recordings in the background, of one capture that runs. */
@Tag("once")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals to send")
class RecordTest {
  @TempDir Path home;
  private ZoetropeProcess capture;
  private String output;

  @BeforeEach
  void startCapture() throws IOException, InterruptedException {
    output = home.resolve("out.md5").toString();
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
            "pattern:testsrc2=size=64x48:rate=25");
    capture.awaitFrames(PipelineDirectory.of(home.resolve("run"), "studio"), 5);
  }

  @AfterEach
  void nothingIsLeft() throws IOException, InterruptedException {
    capture.stop();
    record("stop", "--all");
    assertFalse(Files.exists(home.resolve("run")), "the runtime directory is left behind");
  }

  @Test
  void recordsFromStartToStop() throws IOException, InterruptedException {
    CommandResult started = start(output);
    CommandResult again = start(output);
    CommandResult over = start(home + "/./out.md5", "-y", "--name", "second");
    CommandResult listed = record("list");
    CommandResult stopped = record("stop");

    assertEquals(
        "recording: records pipeline 'studio' into '"
            + output
            + "'; its log: "
            + home.resolve("run/recordings/studio.recording.log"),
        String.join("\n", started.out()));
    assertEquals(1, again.code());
    assertEquals(
        "zoetrope record start: output '"
            + output
            + "': recording 'recording' writes it; stop that, or choose another file",
        String.join("\n", again.err()));
    assertEquals(1, over.code());
    assertTrue(
        over.err().get(0).endsWith("'recording' writes it; stop that, or choose another file"),
        over.toString());
    assertEquals(2, listed.out().size());
    assertTrue(
        listed.out().get(1).matches("recording +studio +records +00:00:\\d\\d\\.\\d +" + output),
        listed.out().get(1));
    assertTrue(
        stopped.out().get(0).startsWith("recording: '" + output + "': "), stopped.toString());
    assertTrue(FrameMd5File.read(Path.of(output)).rows("video").size() > 0, "no frames");
    assertEquals(List.of("no recordings"), record("list").out());
  }

  @Test
  void ofTwoThatBeginAtOnceOneIsTold() throws IOException {
    // As the other one leaves it for a moment: made, and not yet written.
    Path note = new Recordings(home.resolve("run")).note("studio", "recording");
    Files.createFile(note);

    CommandResult second = start(output);

    assertEquals(
        List.of(
            "zoetrope record start: recording 'recording' is about to begin; choose another name"
                + " with --name"),
        second.err());
    assertEquals(1, second.code());
    Files.delete(note);
    assertEquals(0, start(output).code());
    assertEquals(0, record("stop").code());
  }

  @Test
  void endsByItselfWithTheStream() throws IOException, InterruptedException {
    start(output);
    ProcessHandle recorder = recorder();

    capture.signal("TERM");
    capture.ends(0);
    assertEnd(recorder);

    assertEquals(List.of("no recordings"), record("list").out());
    assertTrue(FrameMd5File.read(Path.of(output)).rows("video").size() > 0, "no frames");
  }

  @Test
  void aKilledOneIsGoneAndForgotten() throws IOException {
    start(output);
    CommandResult second = start(home.resolve("second.md5").toString());
    assertTrue(second.out().get(0).startsWith("recording-2: records "), second.toString());
    ProcessHandle recorder = recorder();
    assertEquals(
        "zoetrope record stop: several recordings run; there are: recording, recording-2;"
            + " name one, or all with --all",
        String.join("\n", record("stop").err()));

    recorder.destroyForcibly();
    assertEnd(recorder);
    CommandResult listed = record("list");
    recorder = recorder();
    recorder.destroyForcibly();
    assertEnd(recorder);
    CommandResult third = start(output, "-y");

    assertTrue(listed.out().get(1).matches("recording +studio +gone +- +" + output), listed + "");
    assertEquals("recording is gone, '" + output + "' may be incomplete", listed.out().get(3));
    assertEquals(
        List.of(
            "zoetrope record start: recording-2 is gone, '"
                + home.resolve("second.md5")
                + "' may be incomplete"),
        third.err());
    assertEquals(2, record("list").out().size());
    CommandResult stopped = record("stop");
    assertEquals(0, stopped.code(), stopped.toString());
  }

  @Test
  void whatCannotStartSaysWhy() throws IOException {
    CommandResult started = start(output, "-c:v", "no-such-codec");
    CommandResult nameless = record("start", "-c:v", "rawvideo");

    assertEquals(1, started.code());
    assertTrue(
        started.err().get(0).startsWith("zoetrope record start: codec 'no-such-codec': unknown"),
        started.toString());
    assertEquals(List.of("no recordings"), record("list").out());
    assertEquals(2, nameless.code());
    assertEquals(
        "zoetrope record stop: there is no recording; start one with 'zoetrope record start'",
        String.join("\n", record("stop").err()));
  }

  private CommandResult start(String file, String... options) {
    List<String> all = new ArrayList<>(List.of("start", "-o", file, "-f", "framemd5"));
    all.addAll(List.of(options));
    return record(all.toArray(String[]::new));
  }

  private CommandResult record(String... arguments) {
    List<String> all = new ArrayList<>(List.of("record"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--runtime-dir", home + "/run"));
    return CommandResult.of(all.toArray(String[]::new));
  }

  /** The process of the first recording. */
  private ProcessHandle recorder() throws IOException {
    Recordings recordings = new Recordings(home.resolve("run"));
    return recordings.all("studio").get(0).process().orElseThrow();
  }

  private static void assertEnd(ProcessHandle process) {
    try {
      process.onExit().get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly();
      throw new AssertionError("process " + process.pid() + " is left behind", e);
    }
  }
}
