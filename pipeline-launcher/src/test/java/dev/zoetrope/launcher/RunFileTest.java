package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code run} says about a pipeline that it does not start. */
@Tag("once")
class RunFileTest {
  private static final String STUDIO =
      """
      pipeline: studio
      capture:
        cam1: {input: "pattern:testsrc2", streams: {video: left}, options: {t: 2}}
        cam2: {input: "pattern:testsrc2", streams: {video: right}, env: {LEVEL: 7}}
      stages:
        wall: {filter: "hstack", in: [left, {stream: right, policy: latest}]}
        look: {command: [echo, "it's"], in: {stream: wall, policy: leaky}, out: seen}
        own: {class: com.example.Own, in: wall, options: {level: 3}, java-options: -Xmx1g}
      encode:
        rec: {output: out.md5, in: wall, options: {f: framemd5, "c:v": rawvideo}}
      display:
        preview: {in: [wall, seen], mode: none}
      """;

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = home.resolve("studio.yaml");
    Files.writeString(file, STUDIO);
  }

  @ParameterizedTest
  @CsvSource({
    "false, -o zt-no-1.mkv -an",
    "false, -an -o zt-no-1.mkv -an -o zt-no-2.mkv",
    "true, -an -o zt-no-1.mkv -o zt-no-2.mkv",
    "true, -map 0:v -map 0:a -o zt-no-1.mkv -an",
    "true, --pipeline p -o zt-no-1.mkv -an",
    "true, --display none -o zt-no-1.mkv",
  })
  void whatNoOutputTakesIsNotDecoded(boolean isDecoded, String line) throws IOException {
    Path input = Files.createFile(home.resolve("in.mkv"));

    CommandResult dry = run(List.of("-i", input.toString(), "--dry-run"), line.split(" ", -1));

    assertEquals(List.of(), dry.err());
    assertEquals(isDecoded, dry.out().stream().anyMatch(l -> l.startsWith("  audio ")));
  }

  @ParameterizedTest
  @CsvSource({"--slots, lots", "--audio-slots, 1", "--slots, 99999999999"})
  void slotsThatCannotBeAreToldBeforeAnythingStarts(String option, String value)
      throws IOException {
    Path input = Files.createFile(home.resolve("in.mkv"));

    CommandResult refused =
        run(List.of("-i", input.toString(), option, value), "-o", "zt-no-1.mkv");

    String line = "zoetrope run: option '%s': cannot be '%s'; allowed: 2 to 64";
    assertEquals(List.of(line.formatted(option, value)), refused.err());
    assertEquals(2, refused.code());
  }

  @Test
  void aPipelineThatRunsIsNotStartedAgain() throws Exception {
    PipelineDirectory studio = PipelineDirectory.of(home.resolve("run"), "studio");
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, 2, 4096, -1, 30, 1, false);
    Files.writeString(
        file, "pipeline: studio\ncapture: {cam: 'pattern:testsrc2'}\ndisplay: {d: none}\n");

    try (StreamWriter writer =
        StreamWriter.open(studio, "video", spec, PressurePolicy.DROP, 1_000_000_000)) {
      CommandResult refused = run(file.toString());

      assertEquals(
          List.of(
              "zoetrope run: pipeline 'studio': runs already, its stream 'video' has a writer; stop"
                  + " it, or choose another name with --pipeline"),
          refused.err());
      assertEquals(1, refused.code());
      assertEquals(1, writer.epoch());
    }
  }

  @Test
  void aPipelineThatIsJustStartingIsNotStartedAgain() throws Exception {
    PipelineDirectory p = PipelineDirectory.of(home.resolve("run"), "p");
    List<String> line = List.of("-i", "pattern:testsrc2", "-t", "1", "--pipeline", "p");

    try (StreamLock claim = StreamLock.claim(p)) {
      assertNotNull(claim);
      CommandResult refused = run(line, "-o", home.resolve("a.mkv").toString());

      assertEquals(
          List.of(
              "zoetrope run: pipeline 'p': runs already; stop it, or choose another name with"
                  + " --pipeline"),
          refused.err());
      assertEquals(1, refused.code());
      assertArrayEquals(new String[] {".zoetrope.lock"}, p.path().toFile().list());
    }
    p.deleteIfEmpty();
  }

  @Test
  void dryRunShowsStreamsAndCommands() {
    CommandResult dry = run(file.toString(), "--dry-run");

    assertEquals(
        List.of(
            "pipeline studio in " + home.resolve("run/studio"),
            "  STREAM  KIND   WRITER  SLOTS  READERS",
            "  left    video  cam1        3  wall (every)",
            "  right   video  cam2        3  wall (latest)",
            "  wall    video  wall        6  look (leaky), own (every), rec (every), preview"
                + " (latest)",
            "  seen    video  look        3  preview (latest)"),
        dry.out().subList(0, 6));
    String common = "--supervised --pipeline studio --runtime-dir " + home.resolve("run");
    assertEquals(
        List.of(
            "capture "
                + common
                + " --source cam1 --await left=wall-filter --await-timeout 60 --pace realtime"
                + " --slots 3 --out video=left -an -t 2 -i pattern:testsrc2",
            "capture "
                + common
                + " --source cam2 --await right=wall-filter --await-timeout 60 --pace realtime"
                + " --slots 3 --out video=right -an -i pattern:testsrc2",
            "filter "
                + common
                + " --name wall-filter --connect-timeout 86400 --stream left --stream right:latest"
                + " --out wall --await wall=look,wall=own,wall=rec,wall=preview --await-timeout 60"
                + " --slots 6 hstack",
            "encode "
                + common
                + " --name rec --connect-timeout 86400 --stream wall -f framemd5 -c:v rawvideo"
                + " -o out.md5",
            "display "
                + common
                + " --name preview --display none --wait 86400 --stream wall --stream seen"),
        dry.out().stream()
            .filter(line -> line.contains("ZoetropeMain "))
            .map(line -> line.replaceFirst(".*ZoetropeMain ", ""))
            .toList());
    assertTrue(line(dry, "cam2").startsWith("LEVEL=7 "), line(dry, "cam2"));
    assertEquals(
        "ZOETROPE_RUNTIME_DIR="
            + home.resolve("run")
            + " ZOETROPE_PIPELINE=studio ZOETROPE_NAME=look ZOETROPE_STREAMS=wall"
            + " ZOETROPE_POLICY=leaky ZOETROPE_OUT=seen ZOETROPE_AWAIT=seen=preview"
            + " ZOETROPE_SLOTS=3",
        line(dry, "look").replaceFirst(" sh -c .*", ""));
    assertTrue(line(dry, "look").endsWith(" echo 'it'\\''s'"), line(dry, "look"));
    assertTrue(line(dry, "own").contains(" -Xmx1g -cp "), line(dry, "own"));
    assertTrue(
        line(dry, "own")
            .endsWith(
                "StageRunner --supervised com.example.Own "
                    + common.substring("--supervised ".length())
                    + " --name own --connect-timeout 86400 --stream wall level=3"),
        line(dry, "own"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-i pattern:testsrc2 -o out.mkv",
        "-i pattern:testsrc2 -i tone:sine -t 2 -re -o a.md5 -f framemd5 -an -o b.mkv -c:v ffv1",
        "-i pattern:testsrc2 --display none -o %03d.png -r 1 -y --slots 9",
        "-i pattern:testsrc2 --display terminal --pace max",
        "-f v4l2 -framerate 30 -i /dev/a·b -map 0:v -map 0:a -o a:·#1.mkv -title yes -note ~",
        "-i pattern:testsrc2 -o out.mp4 -movflags true -x264-params a=1:b=2 -metadata t=\"q\"\\",
        "-i pattern:testsrc2 -stream_loop -1 -ss 00:01:02.5 -o - -f null",
      })
  void printedFileIsTheSamePlan(String line) throws IOException {
    List<String> words = Stream.of(line.split(" ")).map(word -> word.replace('·', ' ')).toList();
    Path printed = home.resolve("printed.yaml");

    CommandResult print = run(words, "--print-pipeline", "--pipeline", "p");
    Files.write(printed, print.out());

    CommandResult expected = run(words, "--dry-run", "--pipeline", "p");
    assertEquals(List.of(), expected.err());
    assertEquals(expected, run(printed.toString(), "--dry-run"), print.toString());
  }

  @Test
  void allThatIsWrongIsToldAndNothingIsShown() throws IOException {
    Files.writeString(
        file,
        """
        capture: {cam: {input: no.mkv, options: {i: x, t: true, re: 1, nonsense: , sn: true}}}
        stages: {look: {command: no-such-program, in: vide}, own: {class: Own, class-path: nowhere, in: video}}
        encode: {rec: {output: no/out.mkv, options: {s: }}}
        display: {show: {wait: 0.5}}
        """);

    CommandResult wrong = run(file.toString(), "--dry-run");

    assertEquals(2, wrong.code());
    assertEquals(List.of(), wrong.out());
    assertEquals(
        List.of(
            "1:24: input 'no.mkv': no such file; check its name",
            "1:42: option 'i': write it as 'input', outside of the options",
            "1:48: option 't': its value is missing",
            "1:57: option 're': has no value; write true, or leave it out",
            "1:64: option 'nonsense': has no value, or is unknown",
            "1:76: option 'sn': there is none here; subtitles are never taken, so leave it out",
            "2:26: command 'no-such-program': no such program along the PATH; install it, or write where it is",
            "2:47: stage 'look': nobody writes stream 'vide'; did you mean 'video'?",
            "2:54: class path 'nowhere': no such file; build it, or check its name",
            "3:24: output 'no/out.mkv': there is no directory '"
                + Path.of("no").toAbsolutePath()
                + "'; create it first",
            "3:46: option 's': its value is missing"),
        wrong.err().stream().map(line -> line.replace("zoetrope run: " + file + ":", "")).toList());
  }

  @Test
  void whatTheCommandsRefuseHasItsPlaceToo() throws IOException {
    Files.writeString(
        file,
        """
        capture: {cam: pattern:testsrc2}
        display:
          show:
            wait: 0.5
        """);

    CommandResult wrong = run(file.toString(), "--dry-run");

    assertEquals(
        List.of("zoetrope run: " + file + ":4:11: option '--wait': '0.5' is no whole number"),
        wrong.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--display auto|--display does not go with a pipeline file",
        "--print-pipeline|--print-pipeline does not go with a pipeline file",
        "-t 10|'-t' does not go with a pipeline file; write it into",
        "other.yaml|does not go with a pipeline file"
      })
  void whatDoesNotGoWithAFile(String text) {
    List<String> words = List.of(text.split("\\|"));

    CommandResult refused = run(List.of(words.get(0).split(" ")), file.toString());

    assertEquals(2, refused.code());
    assertEquals(1, refused.err().size());
    assertTrue(refused.err().get(0).contains(words.get(1)), refused.toString());
  }

  private static String line(CommandResult dry, String process) {
    return dry.out().get(dry.out().indexOf(process + ":") + 1).strip();
  }

  private CommandResult run(String... arguments) {
    return run(List.of(), arguments);
  }

  private CommandResult run(List<String> first, String... more) {
    List<String> all = new ArrayList<>(List.of("run", "--runtime-dir", home + "/run"));
    all.addAll(first);
    all.addAll(List.of(more));
    return CommandResult.of(all.toArray(String[]::new));
  }
}
