package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Pipeline files with the real processes; a machine that is busy evicts nobody. */
@Tag("once")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signals to send")
class PipelineRunTest {
  /** Writes down how its process was started, and how many frames it saw. */
  private static final String WITNESS =
      """
      import dev.zoetrope.channel.FrameLease;
      import dev.zoetrope.stage.*;
      import java.nio.file.*;

      public final class Witness implements Stage {
        private Path file;
        private int frames;

        @Override
        public void open(StageContext context) {
          file = Path.of(context.arguments().text("file", null));
        }

        @Override
        public Status onFrame(StageInput input, FrameLease frame) {
          frames++;
          return Status.CONTINUE;
        }

        @Override
        public void close() throws Exception {
          Files.writeString(
              file,
              System.getenv("LEVEL") + " " + System.getProperty("colour") + " " + frames);
        }
      }
      """;

  @TempDir Path home;

  @AfterEach
  void noSharedFileIsLeft() {
    assertFalse(Files.exists(home.resolve("run")), "the runtime directory is left behind");
  }

  @Test
  void aGraphOfAllKinds() throws IOException, InterruptedException {
    Path source = Files.writeString(home.resolve("Witness.java"), WITNESS);
    String classPath = System.getProperty("java.class.path");
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                classPath,
                "-d",
                home + "/lib",
                source + ""));

    ZoetropeProcess run =
        run(
            """
            capture:
              cam1: {input: "pattern:testsrc2=size=64x48:rate=25", streams: {video: left}, options: {t: 2}, stall-timeout: 100}
              cam2: {input: "pattern:testsrc2=size=64x48:rate=25", streams: {video: right}, options: {t: 2}, stall-timeout: 100}
            stages:
              wall: {filter: hstack, in: [left, right], stall-timeout: 100}
              witness:
                class: Witness
                class-path: lib
                in: wall
                options: {file: seen.txt}
                env: {LEVEL: 7}
                java-options: -Xmx100m -Dcolour=red
              shell:
                command: [sh, -c, 'env | grep ^ZOETROPE_ | sort > env.txt; cat > /dev/null']
                out: made
                env: {ZOETROPE_NAME: other}
            encode:
              both: {output: wall.md5, in: wall, options: {f: framemd5, c:v: rawvideo}}
              one: {output: left.md5, in: left, options: {f: framemd5, c:v: rawvideo}}
            display:
              show: {mode: none, in: wall}
            """);

    run.ends(0);

    assertEquals(50, frames("wall.md5", 128 * 48 * 3 / 2));
    assertEquals(50, frames("left.md5", 64 * 48 * 3 / 2));
    assertEquals("7 red 50", Files.readString(home.resolve("seen.txt")));
    assertEquals(
        List.of(
            "ZOETROPE_AWAIT=",
            "ZOETROPE_NAME=other",
            "ZOETROPE_OUT=made",
            "ZOETROPE_PIPELINE=run-" + run.pid(),
            "ZOETROPE_RUNTIME_DIR=" + home.resolve("run"),
            "ZOETROPE_SLOTS="),
        Files.readAllLines(home.resolve("env.txt")));
    assertTrue(run.said().contains("zoetrope run: done: 50 left frames, "), run.said());
  }

  @Test
  void aProgramInPythonReadsEveryFrame() throws IOException, InterruptedException {
    String check = "import sys; sys.exit(sys.version_info < (3, 9))";
    assumeTrue(succeeds("python3", "-c", check), "no python3: install Python 3.9 or newer");
    Path reader = Path.of("../samples/python/reader.py").toAbsolutePath().normalize();

    ZoetropeProcess run =
        run(
            """
            capture: {cam: {input: "pattern:testsrc2=size=64x48:rate=25", options: {t: 2}, stall-timeout: 100}}
            stages:
              look:
                command:
                  - sh
                  - -c
                  - exec python3 READER "$ZOETROPE_PIPELINE" "$ZOETROPE_STREAMS" --name "$ZOETROPE_NAME"
                      --policy "$ZOETROPE_POLICY" > lines.json
                in: video
            """
                .replace("READER", reader.toString()));

    run.ends(0);

    List<String> lines = Files.readAllLines(home.resolve("lines.json"));
    assertEquals(50, lines.size());
    assertTrue(lines.get(49).contains("\"size\": \"64x48\""), lines.get(49));
    assertTrue(run.said().contains("; look took all"), run.said());
  }

  @Test
  void aProgramThatEndsBeforeItJoinsIsNamedAtOnce() throws IOException, InterruptedException {
    ZoetropeProcess run =
        run(
            """
            capture:
              cam: {input: "pattern:testsrc2=size=64x48:rate=25", options: {t: 2}, await-timeout: 3}
            stages: {brief: {command: "true", in: video}}
            encode: {rec: {output: rec.md5, options: {f: framemd5}}}
            """);

    run.ends(1);

    List<String> said = run.said().lines().toList();
    assertTrue(
        said.get(0)
            .matches(
                "zoetrope run: brief .pid [0-9]+. ended before it joined; the others wait for it"),
        run.said());
    assertTrue(run.said().contains("--await 'brief': did not join"), run.said());
  }

  @Test
  void killedMiddleIsNamedAndTheRestEndsInOrder() throws IOException, InterruptedException {
    ZoetropeProcess run =
        run(
            """
            capture:
              cam:
                input: "pattern:testsrc2=size=64x48:rate=25"
                streams: {video: cam}
                options: {re: true}
                stall-timeout: 100
            stages:
              half: {filter: "scale=32:-2", in: cam, stall-timeout: 100}
            encode:
              small: {output: small.md5, in: half, options: {f: framemd5, c:v: rawvideo}}
              full: {output: full.md5, in: cam, options: {f: framemd5, c:v: rawvideo}}
            """);
    PipelineDirectory directory =
        PipelineDirectory.of(home.resolve("run"), RuntimeSweep.runName(run.pid()));
    run.awaitWork(directory, "small", "half", 20);

    run.stage("filter").destroyForcibly();
    run.awaitWork(directory, "full", "cam", 60);
    run.signal("TERM");

    run.ends(1);
    assertTrue(
        run.said()
            .matches(
                "(?s).*zoetrope run: half \\(pid \\d+\\) was killed by signal 9 \\(SIGKILL\\).*"),
        run.said());
    assertTrue(frames("small.md5", 32 * 24 * 3 / 2) >= 20, "what came is not finished");
    assertTrue(frames("full.md5", 64 * 48 * 3 / 2) >= 60, "the other branch did not go on");
  }

  @Test
  void theStreamOfAKilledCaptureIsLostAndCountsNoMore() throws IOException, InterruptedException {
    ZoetropeProcess run =
        run(
            """
            pipeline: two
            capture:
              cam1: {input: "pattern:testsrc2=size=64x48:rate=25", streams: {video: left}, options: {re: true, t: 5}}
              cam2: {input: "pattern:testsrc2=size=64x48:rate=25", streams: {video: right}, options: {re: true, t: 5}}
            encode:
              one: {output: left.md5, in: left, options: {f: framemd5, c:v: rawvideo}}
              two: {output: right.md5, in: right, options: {f: framemd5, c:v: rawvideo}}
            """);
    PipelineDirectory directory = PipelineDirectory.of(home.resolve("run"), "two");
    run.awaitWork(directory, "one", "left", 10);

    run.stage("cam1").destroyForcibly();
    String said = "";
    while (!said.contains("lost")) {
      assertTrue(run.isAlive(), run::said);
      said =
          String.join(
              "\n", CommandResult.of("stat", "--json", "--runtime-dir", home + "/run").out());
    }
    CommandResult graph =
        CommandResult.of("graph", home + "/p.yaml", "--runtime-dir", home + "/run");

    assertTrue(said.matches(".*\"left\", [^{]*\"state\": \"lost\".*"), said);
    assertTrue(said.matches(".*\"right\", [^{]*\"state\": \"live\".*"), said);
    assertTrue(graph.out().get(3).matches(".*left \\(video, .* published, lost\\).*"), said);
    run.ends(1);
    assertEquals(125, frames("right.md5", 64 * 48 * 3 / 2));
    assertTrue(run.said().contains(" 5.00 s of media in "), run.said());
  }

  @Test
  void graphHasLiveCounters() throws IOException, InterruptedException {
    ZoetropeProcess.assumeHeard("INT");
    ZoetropeProcess run =
        run(
            """
            pipeline: live
            capture: {cam: {input: "pattern:testsrc2=size=64x48:rate=25", options: {re: true}, stall-timeout: 100}}
            encode: {rec: {output: out.md5, options: {f: framemd5, c:v: rawvideo}}}
            """);
    run.awaitWork(PipelineDirectory.of(home.resolve("run"), "live"), "rec", "video", 10);

    CommandResult graph =
        CommandResult.of("graph", home + "/p.yaml", "--runtime-dir", home + "/run");
    ZoetropeProcess watch = ZoetropeProcess.start(home, "graph", "p.yaml", "--watch");
    watch.awaitSaid("(?s)(.*pipeline live \\(running\\)){2}.*");
    watch.signal("INT");
    watch.ends(0);
    run.signal("TERM");
    run.ends(0);

    assertEquals("pipeline live (running)", graph.out().get(0));
    String arrow = graph.out().get(3);
    assertTrue(
        arrow.matches(
            ".*video \\(video, 3 slots, \\d+ published\\).* every, \\d+ delivered, 0 skipped.*rec"),
        arrow);
  }

  private ZoetropeProcess run(String yaml) throws IOException {
    Files.writeString(home.resolve("p.yaml"), yaml);
    return ZoetropeProcess.start(home, "run", "p.yaml");
  }

  private long frames(String file, int size) throws IOException {
    FrameMd5File listing = FrameMd5File.read(home.resolve(file));
    return listing.rows("video").stream().filter(row -> row.size() == size).count();
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
