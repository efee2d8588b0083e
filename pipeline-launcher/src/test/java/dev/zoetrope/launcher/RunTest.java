package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole pipelines with the real stages, each in a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals to send")
class RunTest {
  private static final String VIDEO = "pattern:testsrc2=size=64x48:rate=25";
  private static final String AUDIO = "tone:sine=frequency=440";

  @TempDir Path home;

  @AfterEach
  void noSharedFileIsLeft() {
    assertFalse(Files.exists(home.resolve("run")), "the runtime directory is left behind");
  }

  @Test
  void everyFrameArrives() throws IOException, InterruptedException {
    ZoetropeProcess run = start("run -i %s -i %s -t 2 -o out.md5 -f framemd5 -c:v rawvideo");

    run.ends(0);

    assertEquals(50, lines("out.md5", "0,"));
    assertTrue(run.said().contains("zoetrope run: done: 50 video frames, "), run.said());
    assertTrue(run.said().contains("; encoder took all"), run.said());
  }

  @Test
  void whatCannotBeDecodedIsTold() throws IOException, InterruptedException {
    start("run -i %s -t 1 -o a.mkv -c:v png").ends(0);
    Path file = home.resolve("a.mkv");
    // ISO 8859-1 has a character for each byte.
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    int last = bytes.lastIndexOf("\u0089PNG");
    String damaged = bytes.substring(0, last) + "none" + bytes.substring(last + 4);
    Files.writeString(file, damaged, StandardCharsets.ISO_8859_1);

    ZoetropeProcess run =
        ZoetropeProcess.start(home, "run", "-i", "a.mkv", "-o", "b.md5", "-f", "framemd5").ends(0);

    String line = "zoetrope run: capture: 1 packets or frames could not be decoded\n";
    assertTrue(run.said().contains(line), run.said());
    assertEquals(24, lines("b.md5", "0,"));
  }

  @Test
  void oneDecodingFeedsSeveralOutputsAndADisplay() throws IOException, InterruptedException {
    ZoetropeProcess run =
        start(
            "run -i %s -i %s -t 1 -o a.md5 -f framemd5 -an -o b.md5 -f framemd5 -vn --display auto");

    run.ends(0);

    assertEquals(25, lines("a.md5", "0,"));
    assertTrue(lines("b.md5", "0,") > 20, "sound");
    assertTrue(run.said().contains("; display took "), run.said());
  }

  @Test
  void aloneItRecordsATestPatternUnderAFreeName() throws IOException, InterruptedException {
    Files.createFile(home.resolve("zoetrope-demo.mp4"));

    ZoetropeProcess.start(home, "run", "-t", "1").ends(0);

    assertEquals(0, Files.size(home.resolve("zoetrope-demo.mp4")), "overwritten");
    assertTrue(Files.size(home.resolve("zoetrope-demo-2.mp4")) > 10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void signalStopsInOrder(String signal) throws IOException, InterruptedException {
    ZoetropeProcess.assumeHeard(signal);
    ZoetropeProcess run = startForEver();

    run.signal(signal);

    run.ends(0);
    assertTrue(run.said().contains("zoetrope run: stopped: "), run.said());
    assertTrue(run.said().contains("; encoder took all"), run.said());
    assertTrue(lines("out.md5", "0,") >= 10);
  }

  @Test
  void secondInterruptForces() throws IOException, InterruptedException {
    ZoetropeProcess.assumeHeard("INT");
    ZoetropeProcess run = startForEver();
    ProcessHandle encoder = run.stage("encode");
    ZoetropeProcess.signal("STOP", encoder.pid());
    ProcessHandle capture = run.stage("capture");

    run.signal("INT");
    // The first one was heard when capture has ended; two at once would count as one.
    assertEnd(capture);
    run.signal("INT");

    run.ends(130);
    assertEnd(encoder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"capture", "encode"})
  void killedStageIsNamed(String stage) throws IOException, InterruptedException {
    ZoetropeProcess run = startForEver();

    run.stage(stage).destroyForcibly();

    run.ends(1);
    String name = stage.equals("encode") ? "encoder" : stage;
    assertTrue(run.said().contains("zoetrope run: " + name + " (pid "), run.said());
    assertTrue(run.said().contains("was killed by signal 9 (SIGKILL)"), run.said());
    if (stage.equals("capture")) {
      assertTrue(lines("out.md5", "0,") >= 10, "the encoder did not finish what it had");
    }
  }

  @Test
  void killedDisplayIsNamedAndTheRecordingGoesOn() throws IOException, InterruptedException {
    ZoetropeProcess run =
        start("run -i %s -i %s -t 4 -o out.md5 -f framemd5 -c:v rawvideo --display auto");
    run.awaitFrames(pipeline(run), 20);

    run.stage("display").destroyForcibly();

    run.ends(1);
    assertTrue(run.said().contains("zoetrope run: display (pid "), run.said());
    assertEquals(100, lines("out.md5", "0,"));
  }

  @Test
  void stagesOutliveTheirLauncherOnlyToFinish() throws IOException, InterruptedException {
    ZoetropeProcess run = startForEver();
    List<ProcessHandle> stages = List.of(run.stage("capture"), run.stage("encode"));

    run.signal("KILL");

    run.ends(137);
    stages.forEach(RunTest::assertEnd);
    assertTrue(lines("out.md5", "0,") >= 10, "the encoder did not finish what it had");
  }

  @Test
  void ofTwoRunsOfOnePipelineThatStartAtOnceOneGoesOn() throws IOException, InterruptedException {
    ZoetropeProcess.assumeHeard("TERM");
    String line = "run --pipeline p -re -i %s -t 20 -f framemd5 -c:v rawvideo -o ";
    ZoetropeProcess first = start(line + "0.md5");
    ZoetropeProcess second = start(line + "1.md5");
    while (first.isAlive() && second.isAlive()) {
      Thread.sleep(10);
    }
    int loser = first.isAlive() ? 1 : 0;
    ZoetropeProcess refused = loser == 0 ? first : second;
    ZoetropeProcess goesOn = loser == 0 ? second : first;

    refused.ends(1);
    assertEquals(
        "zoetrope run: pipeline 'p': runs already; stop it, or choose another name with"
            + " --pipeline\n",
        refused.said());
    assertFalse(Files.exists(home.resolve(loser + ".md5")), "an output of another run's frames");
    goesOn.awaitFrames(PipelineDirectory.of(home.resolve("run"), "p"), 25);
    goesOn.signal("TERM");
    goesOn.ends(0);
    assertTrue(goesOn.said().contains("; encoder took all"), goesOn.said());
    assertTrue(lines(1 - loser + ".md5", "0,") >= 25);
  }

  @Test
  void aKilledRunHoldsUpNoOther() throws IOException, InterruptedException {
    ZoetropeProcess killed = start("run --pipeline p -re -i %s -o a.md5 -f framemd5");
    killed.awaitFrames(PipelineDirectory.of(home.resolve("run"), "p"), 5);
    List<ProcessHandle> stages = List.of(killed.stage("capture"), killed.stage("encode"));
    killed.signal("KILL");
    killed.ends(137);
    stages.forEach(RunTest::assertEnd);

    start("run --pipeline p -i %s -t 1 -o b.md5 -f framemd5 -c:v rawvideo").ends(0);

    assertEquals(25, lines("b.md5", "0,"));
  }

  @Test
  void stagesStartedByHandInAnyOrderFindEachOther() throws IOException, InterruptedException {
    ZoetropeProcess encode =
        start("encode --pipeline hand -o out.md5 -f framemd5 -c:v rawvideo -an");
    ZoetropeProcess display = start("display --pipeline hand --display none -an");
    ZoetropeProcess capture =
        start("capture --pipeline hand --await encoder,display -i %s -i %s -t 1");

    capture.ends(0);
    encode.ends(0);
    display.ends(0);

    assertEquals(25, lines("out.md5", "0,"));
  }

  @Test
  void statShowsARunningPipeline() throws IOException, InterruptedException {
    ZoetropeProcess.assumeHeard("INT");
    ZoetropeProcess run = startForEver();

    ZoetropeProcess text = start("stat").ends(0);
    ZoetropeProcess json = start("stat --json").ends(0);
    run.signal("INT");
    run.ends(0);

    assertTrue(text.said().contains("pipeline run-" + run.pid()), text.said());
    assertTrue(text.said().matches("(?s).*encoder +video +every +[0-9]+.*"), text.said());
    assertTrue(json.said().startsWith("{\"pipeline\": \"run-" + run.pid()), json.said());
  }

  @Test
  void whatCannotWorkIsOneLineAndNothingStarts() throws IOException, InterruptedException {
    Files.createFile(home.resolve("out.mp4"));

    assertOneLine(1, "input 'no.mkv': no such file", "run", "-i", "no.mkv", "-o", "x.mp4");
    assertOneLine(1, "output 'out.mp4': the file exists", "run", "-i", VIDEO, "-o", "out.mp4");
    assertOneLine(2, "no input", "run", "-o", "x.mp4");
    assertOneLine(2, "--pace", "run", "-i", VIDEO, "--pace", "slow", "-o", "x.mp4");
  }

  @Test
  void aStageThatRefusesIsOneLine() throws IOException, InterruptedException {
    ZoetropeProcess run = start("run -i %s -o x.mp4 -c:v no-such-codec").ends(1);

    assertEquals(1, run.said().lines().count(), run.said());
    assertTrue(run.said().startsWith("zoetrope run: encoder: codec 'no-such-codec'"), run.said());
    assertFalse(Files.exists(home.resolve("x.mp4")), "an output of nothing");
  }

  private void assertOneLine(int exitCode, String part, String... arguments)
      throws IOException, InterruptedException {
    ZoetropeProcess run = ZoetropeProcess.start(home, arguments).ends(exitCode);

    assertEquals(1, run.said().lines().count(), run.said());
    assertTrue(run.said().contains(part), run.said());
  }

  /** A run in real time without an end, of which some frames are through. */
  private ZoetropeProcess startForEver() throws IOException, InterruptedException {
    ZoetropeProcess run = start("run -re -i %s -i %s -o out.md5 -f framemd5 -c:v rawvideo");
    run.awaitFrames(pipeline(run), 50);
    return run;
  }

  private PipelineDirectory pipeline(ZoetropeProcess run) {
    return PipelineDirectory.of(home.resolve("run"), RuntimeSweep.runName(run.pid()));
  }

  private ZoetropeProcess start(String line) throws IOException {
    String[] words = line.split(" ");
    boolean video = true;
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals("%s")) {
        words[i] = video ? VIDEO : AUDIO;
        video = false;
      }
    }
    return ZoetropeProcess.start(home, words);
  }

  private long lines(String file, String start) throws IOException {
    return Files.readAllLines(home.resolve(file)).stream()
        .filter(line -> line.startsWith(start))
        .count();
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
