package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.launcher.stages.CountingStage;
import dev.zoetrope.launcher.stages.FaultyStage;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stages of one's own and filters between the real processes, each started by hand: whatever one of
 * them does, it is named, the others go on, and no file is left.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals to send")
@Timeout(240) // Up to seven JVMs start at once.
class StageProcessesTest {
  private static final String PATTERN = " -i pattern:testsrc2=size=64x48:rate=25";
  private static final String MD5 = " -f framemd5";

  private static final String FAULTY = "stage " + FaultyStage.class.getName();
  private static final String COUNTING = "stage " + CountingStage.class.getName();

  private static final long LOOK_AGAIN_NS = 5_000_000;

  private final List<ZoetropeProcess> started = new ArrayList<>();

  @TempDir Path home;

  @AfterEach
  void noSharedFileIsLeft() {
    assertFalse(Files.exists(home.resolve("run")), "the runtime directory is left behind");
  }

  /** A test that fails must not leave a stage behind. */
  @AfterEach
  void noProcessIsLeft() {
    started.forEach(ZoetropeProcess::destroy);
  }

  /** Starts a command, with more patience than usual: the machine may be busy. */
  private ZoetropeProcess start(String line) throws IOException {
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    if (!words.get(0).equals("encode")) {
      addUnlessSaid(words, "--await-timeout", "90");
      addUnlessSaid(words, "--stall-timeout", "60");
    }
    if (!words.get(0).equals("capture")) {
      addUnlessSaid(words, "--connect-timeout", "90");
    }
    ZoetropeProcess process = ZoetropeProcess.start(home, words.toArray(String[]::new));
    started.add(process);
    return process;
  }

  private static void addUnlessSaid(List<String> words, String option, String value) {
    if (!words.contains(option)) {
      words.addAll(List.of(option, value));
    }
  }

  @Test
  void chainsStartInAnyOrderAndLoseNothing() throws Exception {
    ZoetropeProcess encode = start("encode --source faulty-stage -o grey.md5" + MD5);
    ZoetropeProcess stage = start(FAULTY + " -i small -o grey --await encoder,watch");
    ZoetropeProcess watch = start(COUNTING + " -i video:latest -i grey --name watch");
    String waiting = "zoetrope stage: waiting for stream 'small' of pipeline 'default'\n";
    until(() -> stage.said().contains(waiting), stage);
    ZoetropeProcess filter =
        start("filter -i video -o small --await faulty-stage scale=32:24,hue=s=0");
    ZoetropeProcess capture = start("capture --await filter,watch -t 2" + PATTERN);

    for (ZoetropeProcess process : List.of(capture, filter, stage, encode, watch)) {
      process.ends(0);
    }

    assertEquals(50, listed("grey.md5").size());
    assertTrue(listed("grey.md5").get(0).contains(" " + 32 * 24 + ","), listed("grey.md5").get(0));
    assertEquals("zoetrope filter: 50 in, 0 skipped, 50 out, 0 dropped", lastLine(filter));
    assertEquals(
        "zoetrope stage: FaultyStage: 50 in, 0 skipped, 50 out, 0 dropped", lastLine(stage));
    assertTrue(watch.said().contains("grey=50\n"), watch.said());
  }

  @Test
  void whatGoesWrongInAStageHarmsNobodyElse() throws Exception {
    ZoetropeProcess capture = start("capture --await good,throws,exits,errs,own -t 2" + PATTERN);
    ZoetropeProcess throwing =
        start(FAULTY + " --name throws -i video -o grey --await cut fault=throw");
    ZoetropeProcess cut = start("encode --stream grey --name cut -o cut.md5" + MD5);
    ZoetropeProcess exiting = start(FAULTY + " --name exits -i video -o e fault=exit");
    ZoetropeProcess erring = start(FAULTY + " --name errs -i video -o f fault=format at=3");
    ZoetropeProcess own = start("stage --name own --class-path " + compiled() + " my.Own -i video");
    ZoetropeProcess refusing = start(FAULTY + " --name refuses -i video -o r fault=open");
    // It never joins, so that it must have looked before the stream ends.
    refusing.ends(1);
    ZoetropeProcess good = start("encode --name good -o good.md5" + MD5);

    capture.ends(0);
    good.ends(0);
    assertEquals(50, listed("good.md5").size());

    assertFails(
        throwing,
        "stage FaultyStage: frame 20 of stream 'video' (0.760 s): IllegalStateException: asked to"
            + " fail");
    assertFails(
        exiting, "stage FaultyStage: ended the process while it ran, by System.exit or the like");
    assertFails(
        erring,
        "stage FaultyStage: frame 3 of stream 'video' (0.080 s): output 'f': frame 3: is audio, and"
            + " the stream was announced as video");
    assertFails(own, "stage Own: frame 1 of stream 'video' (0.000 s): NullPointerException: mine");
    assertFails(refusing, "stage FaultyStage: when it opened: model 'faces.onnx': no such file");

    cut.ends(1);
    assertEquals(19, listed("cut.md5").size());
    assertTrue(cut.said().contains("stream 'grey': its source failed"), cut.said());
  }

  @Test
  void aStageThatHangsIsShutOut() throws Exception {
    ZoetropeProcess.assumeHeard("INT");
    ZoetropeProcess good = start("encode --name good --policy latest -o good.md5" + MD5);
    ZoetropeProcess stage = start(FAULTY + " -i video -o grey fault=hang");
    ZoetropeProcess capture =
        start("capture --await good,faulty-stage --stall-timeout 1 -re" + PATTERN);
    await("video", StreamSnapshot::evictions, 1, capture);
    await("video", StreamSnapshot::published, 30, capture);

    stage.signal("KILL");
    stage.ends(137);
    capture.signal("INT");

    capture.ends(0);
    good.ends(0);
    assertFalse(listed("good.md5").isEmpty());
    assertTrue(
        capture.said().contains("reader 'faulty-stage' of stream 'video' made no progress for 1 s"),
        capture.said());
  }

  @Test
  void interruptedOrKilledNobodyTakesOthersAlong() throws Exception {
    ZoetropeProcess.assumeHeard("INT");
    ZoetropeProcess good = start("encode --name good -o good.md5" + MD5);
    ZoetropeProcess cut = start("encode --stream small --name cut -o cut.md5" + MD5);
    ZoetropeProcess filter = start("filter -i video -o small --await cut scale=32:24");
    ZoetropeProcess watch = start(COUNTING + " -i video --name watch");
    ZoetropeProcess capture = start("capture --await good,filter,watch -re" + PATTERN);
    await("small", StreamSnapshot::published, 10, capture);

    watch.signal("INT");
    watch.ends(0);
    assertTrue(watch.said().contains("video="), "was not flushed: " + watch.said());

    filter.signal("KILL");
    filter.ends(137);
    cut.ends(1);
    assertTrue(listed("cut.md5").size() >= 10, "the encoder did not finish what it had");
    assertTrue(cut.said().contains("stream 'small': its source died"), cut.said());

    await("video", StreamSnapshot::published, listed("cut.md5").size() + 20L, capture);
    capture.signal("INT");
    capture.ends(0);
    good.ends(0);
    String total = capture.said().replaceFirst("(?s).*video (\\d+) frames.*", "$1");
    assertEquals(total, String.valueOf(listed("good.md5").size()));
  }

  @Test
  void catEndsQuietlyWithItsPipeAndInOrderWhenInterrupted() throws Exception {
    ZoetropeProcess.assumeHeard("INT");
    Path picture = home.resolve("picture");
    Path raw = home.resolve("raw");
    Path errors = home.resolve("errors");
    List<Process> pipe =
        ProcessBuilder.startPipeline(
            List.of(
                ZoetropeProcess.builder(home, "cat", "video", "--name", "pipe", "--quiet")
                    .redirectError(errors.toFile()),
                new ProcessBuilder("head", "-c", "1000").redirectOutput(picture.toFile())));
    Process cat =
        ZoetropeProcess.builder(home, "cat", "video")
            .redirectOutput(raw.toFile())
            .redirectError(home.resolve("said").toFile())
            .start();
    ZoetropeProcess capture = start("capture --await pipe,cat -re" + PATTERN);

    assertEquals(0, pipe.get(0).waitFor());
    assertEquals("", Files.readString(errors));
    assertEquals(1000, Files.size(picture));
    await("video", StreamSnapshot::published, 20, capture);
    ZoetropeProcess.signal("INT", cat.pid());
    assertEquals(0, cat.waitFor());
    capture.signal("INT");
    capture.ends(0);

    int frame = 64 * 48 * 3 / 2;
    assertEquals(0, Files.size(raw) % frame);
    String said = Files.readString(home.resolve("said"));
    assertTrue(
        said.contains(
            "zoetrope cat: 64x48 yuv420p, 4608 bytes a frame: -f rawvideo -pixel_format yuv420p"
                + " -video_size 64x48 -framerate 25\n"),
        said);
    assertTrue(said.endsWith(Files.size(raw) / frame + " frames, " + Files.size(raw) + " bytes\n"));
  }

  /** A directory with a class that throws at its first frame. */
  private Path compiled() throws IOException {
    Path source = Files.createDirectories(home.resolve("src/my")).resolve("Own.java");
    Files.writeString(
        source,
        """
        package my;

        import dev.zoetrope.channel.FrameLease;
        import dev.zoetrope.stage.Stage;
        import dev.zoetrope.stage.StageInput;

        public final class Own implements Stage {
          @Override
          public Status onFrame(StageInput input, FrameLease frame) {
            throw new NullPointerException("mine");
          }
        }
        """);
    Path classes = Files.createDirectories(home.resolve("classes"));
    String path = System.getProperty("java.class.path");
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), "-cp", path, source.toString());
    assertEquals(0, code);
    return classes;
  }

  private static void assertFails(ZoetropeProcess process, String why) throws InterruptedException {
    process.ends(1);
    List<String> said = new ArrayList<>(process.said().lines().toList());
    said.removeIf(line -> line.contains(": waiting for stream "));
    assertEquals(List.of("zoetrope stage: " + why), said);
  }

  private static String lastLine(ZoetropeProcess process) {
    List<String> lines = process.said().lines().toList();
    return lines.get(lines.size() - 1);
  }

  /** What an encoder listed, without the comments. */
  private List<String> listed(String file) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(home.resolve(file)));
    lines.removeIf(line -> line.startsWith("#"));
    return lines;
  }

  /** What is waited for. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(
      String stream, ToLongFunction<StreamSnapshot> counter, long least, ZoetropeProcess alive)
      throws Exception {
    PipelineDirectory pipeline = PipelineDirectory.of(home.resolve("run"), "default");
    try (StreamObserver observer = new StreamObserver(pipeline, stream)) {
      until(() -> observer.snapshot().stream().mapToLong(counter).sum() >= least, alive);
    }
  }

  private static void until(Condition condition, ZoetropeProcess alive) throws IOException {
    while (!condition.holds()) {
      assertTrue(alive.isAlive(), alive::said);
      LockSupport.parkNanos(LOOK_AGAIN_NS);
    }
  }
}
