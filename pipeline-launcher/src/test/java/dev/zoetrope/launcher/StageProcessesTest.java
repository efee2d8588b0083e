package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.launcher.stages.CountingStage;
import dev.zoetrope.launcher.stages.GreyStage;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stats.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Stages of one's own and filters between the real processes, each started by hand. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals to send")
class StageProcessesTest {
  private static final String PATTERN = "pattern:testsrc2=size=64x48:rate=25";

  /** Nobody is to be shut out of a test because the machine is busy. */
  private static final String PATIENT = " --stall-timeout 60 --await-timeout 90";

  private static final String GREY = GreyStage.class.getName();
  private static final String COUNTING = CountingStage.class.getName();

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

  private ZoetropeProcess start(String line) throws IOException {
    ZoetropeProcess process = ZoetropeProcess.start(home, line.split(" "));
    started.add(process);
    return process;
  }

  /** What an encoder listed, without the comments. */
  private List<String> listed(String file) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(home.resolve(file)));
    lines.removeIf(line -> line.startsWith("#"));
    return lines;
  }

  @Test
  void chainsStartInAnyOrderAndLoseNothing() throws Exception {
    ZoetropeProcess encode = start("encode --source grey-stage -o grey.md5 -f framemd5");
    ZoetropeProcess filter =
        start("filter -i video -o small --await grey-stage scale=32:24,hue=s=0");
    ZoetropeProcess stage = start("stage " + GREY + " -i small -o grey --await encoder,watch");
    ZoetropeProcess watch = start("stage " + COUNTING + " -i video:latest -i grey --name watch");
    ZoetropeProcess capture = start("capture --await filter,watch -t 2 -i " + PATTERN + PATIENT);

    for (ZoetropeProcess process : List.of(capture, filter, stage, encode, watch)) {
      process.ends(0);
    }

    assertEquals(50, listed("grey.md5").size());
    assertTrue(listed("grey.md5").get(0).contains(" " + 32 * 24 + ","), listed("grey.md5").get(0));
    assertEquals("zoetrope filter: 50 in, 0 skipped, 50 out, 0 dropped", lastLine(filter));
    assertEquals("zoetrope stage: GreyStage: 50 in, 0 skipped, 50 out, 0 dropped", lastLine(stage));
    assertTrue(watch.said().contains("grey=50\n"), watch.said());
  }

  @Test
  void aStageThatThrowsHarmsNobodyElse() throws Exception {
    ZoetropeProcess good = start("encode --name good -o good.md5 -f framemd5");
    ZoetropeProcess bad = start("encode --stream grey --name bad -o bad.md5 -f framemd5");
    ZoetropeProcess stage = start("stage " + GREY + " -i video -o grey --await bad fail=20");
    ZoetropeProcess capture = start("capture --await good,grey-stage -t 2 -i " + PATTERN + PATIENT);

    capture.ends(0);
    good.ends(0);
    stage.ends(1);
    bad.ends(1);

    assertEquals(50, listed("good.md5").size());
    assertEquals(19, listed("bad.md5").size());
    assertEquals(
        "zoetrope stage: stage GreyStage: frame 20 of stream 'video' (0.760 s):"
            + " IllegalStateException: asked to fail",
        lastLine(stage));
    assertTrue(bad.said().contains("stream 'grey': its source failed"), bad.said());
  }

  @Test
  void aStageThatHangsIsShutOut() throws Exception {
    ZoetropeProcess watch = start("stage " + COUNTING + " -i video:latest --name watch");
    ZoetropeProcess stage = start("stage " + GREY + " -i video -o grey hang=20");
    ZoetropeProcess capture =
        start("capture --await watch,grey-stage --stall-timeout 1 -t 2 -i " + PATTERN);

    capture.ends(0);
    watch.ends(0);
    stage.signal("KILL");
    stage.ends(137);

    assertTrue(capture.said().contains("video 50 frames"), capture.said());
    // What the killed one left is removed by the next.
    start("filter -o grey testsrc2=duration=0.1").ends(0);
  }

  @Test
  void aFilterThatIsKilledTakesNobodyAlong() throws Exception {
    ZoetropeProcess good = start("encode --name good -o good.md5 -f framemd5");
    ZoetropeProcess cut = start("encode --stream small --name cut -o cut.md5 -f framemd5");
    ZoetropeProcess filter = start("filter -i video -o small --await cut scale=32:24");
    ZoetropeProcess capture = start("capture --await good,filter -t 4 -re -i " + PATTERN + PATIENT);
    awaitFrames("small", 10, filter);

    filter.signal("KILL");

    filter.ends(137);
    capture.ends(0);
    good.ends(0);
    cut.ends(1);
    assertEquals(100, listed("good.md5").size());
    assertTrue(listed("cut.md5").size() >= 10, "the encoder did not finish what it had");
    assertTrue(cut.said().contains("stream 'small': its source died"), cut.said());
    start("filter -o small testsrc2=duration=0.1").ends(0);
  }

  @Test
  void anInterruptEndsAStageInOrder() throws Exception {
    ZoetropeProcess.assumeHeard("INT");
    ZoetropeProcess encode = start("encode --stream bars -o out.md5 -f framemd5");
    ZoetropeProcess bars =
        start("filter -o bars --pace realtime --await encoder smptehdbars=size=64x48:rate=25");
    awaitFrames("bars", 10, bars);

    bars.signal("INT");

    bars.ends(0);
    encode.ends(0);
    assertTrue(listed("out.md5").size() >= 10);
  }

  @Test
  void aClassOfOnesOwnRunsFromItsDirectory() throws Exception {
    Path source = Files.createDirectories(home.resolve("src/my")).resolve("Null.java");
    Files.writeString(
        source,
        """
        package my;

        import dev.zoetrope.channel.FrameLease;
        import dev.zoetrope.stage.Stage;
        import dev.zoetrope.stage.StageInput;

        public final class Null implements Stage {
          @Override
          public Status onFrame(StageInput input, FrameLease frame) {
            return Status.CONTINUE;
          }
        }
        """);
    Path classes = Files.createDirectories(home.resolve("classes"));
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertEquals(0, code);
    ZoetropeProcess stage = start("stage --class-path classes my.Null -i video");
    ZoetropeProcess capture = start("capture --await null -t 1 -i " + PATTERN);

    capture.ends(0);
    stage.ends(0);

    assertEquals("zoetrope stage: Null: 25 in, 0 skipped", lastLine(stage));
  }

  private static String lastLine(ZoetropeProcess process) {
    List<String> lines = process.said().lines().toList();
    return lines.get(lines.size() - 1);
  }

  private void awaitFrames(String stream, long frames, ZoetropeProcess writer) throws Exception {
    PipelineDirectory pipeline = PipelineDirectory.of(home.resolve("run"), "default");
    try (StreamObserver observer = new StreamObserver(pipeline, stream)) {
      long published = 0;
      while (published < frames) {
        LockSupport.parkNanos(LOOK_AGAIN_NS);
        assertTrue(writer.isAlive(), writer::said);
        published = observer.snapshot().map(s -> s.published()).orElse(0L);
      }
    }
  }
}
