package dev.zoetrope.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a correct pipeline file says. */
@Tag("once")
class PipelineFileTest {
  /** All that a file can say. */
  static final String EVERY_KEY =
      """
      pipeline: studio
      overwrite: true
      capture:
        cam:
          input: [a.mkv, b.mkv]
          streams: {video: [front, back], audio: sound}
          options: {t: 10, re: true, vn: false, map: [0:v, 0:a], title: 'true'}
          pace: realtime
          slots: 8
          audio-slots: 32
          direct: off
          timeout: 1.5
          stall-timeout: 2
          await-timeout: 3
          env: {LEVEL: 7, EMPTY: }
          java-options: -Xmx1g -Da=b
      stages:
        flip: {filter: hflip, in: front, slots: 5, pace: max}
        look:
          class: com.example.Look
          class-path: [lib, a.jar]
          in: [flip, {stream: back, policy: latest}]
          out: [seen, heard]
          options: {level: 3}
          java-options: ["-Dtitle=two words"]
        tool: {command: "python3 tool.py 'a b'", in: sound}
        shell: {command: [sh, -c, 'cat > /dev/null'], in: seen}
      encode:
        rec: {output: out.mkv, in: {stream: seen, policy: leaky}, options: {c:v: ffv1}, connect-timeout: 9}
      display:
        preview: {mode: none, in: [front, sound], on-close: detach, screenshot: a.png, wait: 4}
        window:
      """;

  @Test
  void everyKeyOfEverySection() {
    Pipeline read = read(EVERY_KEY);

    assertEquals("studio", read.name());
    assertTrue(read.overwrites());
    Stage cam = read.stages().get(0);
    assertEquals(List.of("a.mkv", "b.mkv"), cam.words());
    assertEquals("[front, back, sound]", streams(cam).toString());
    assertEquals("[video, video1, audio]", cam.writes().stream().map(Write::label).toList() + "");
    assertEquals("-t 10 -re -map 0:v -map 0:a -title true", line(cam.options()));
    assertEquals("realtime", cam.setting("pace"));
    assertEquals("32", cam.setting("audio-slots"));
    assertEquals("off", cam.setting("direct"));
    assertEquals(Map.of("LEVEL", "7", "EMPTY", ""), cam.launch().environment());
    assertEquals(List.of("-Xmx1g", "-Da=b"), cam.launch().javaOptions());
    assertEquals(List.of("flip"), streams(read.stages().get(1)), "a filter writes its own name");
    Stage look = read.stages().get(2);
    assertEquals(List.of("lib", "a.jar"), look.launch().classPath());
    assertEquals(List.of("-Dtitle=two words"), look.launch().javaOptions());
    assertEquals(List.of("flip", "back"), look.reads().stream().map(Read::stream).toList());
    assertEquals("latest", look.reads().get(1).policy());
    assertEquals(List.of("python3", "tool.py", "a b"), read.stages().get(3).words());
    assertEquals(List.of("sh", "-c", "cat > /dev/null"), read.stages().get(4).words());
    assertEquals("leaky", read.stages().get(5).policy());
    assertEquals("9", read.stages().get(5).setting("connect-timeout"));
    assertEquals("detach", read.stages().get(6).setting("on-close"));
    assertEquals(List.of("auto"), read.stages().get(7).words());
    assertTrue(read.stages().get(7).readsCapture());
    assertEquals(new Place("p.yaml", 22, 10), look.reads().get(0).place());
  }

  @Test
  void captureWithoutStreamsMakesWhatTheInputMayHave() {
    assertEquals("[video, audio]", made("movie.mkv", ""));
    assertEquals("[video]", made("pattern:testsrc2", ""));
    assertEquals("[audio]", made("'tone:sine'", ""));
    assertEquals("[audio]", made("movie.mkv", ", options: {vn: true}"));
  }

  @Test
  void jsonIsYaml() {
    Pipeline read =
        read(
            """
            {"capture": {"cam": {"input": "a.mkv", "options": {"t": 10, "re": true}}},
             "encode": {"rec": "out.mkv"}}\
            """);

    assertEquals("-t 10 -re", line(read.stages().get(0).options()));
  }

  @Test
  void slotsCountReadersAndKindsGoDownTheGraph() {
    Pipeline read =
        read(
            """
            capture: {cam: {input: a.mkv, streams: {video: front, audio: sound}}}
            stages: {loud: {filter: volume=2, in: sound}, half: {filter: 'scale=iw/2:-2', in: front}}
            encode: {a: {output: a.mkv, in: [front, loud]}, b: {output: b.mkv, in: half}}
            display: {show: {in: [front, loud]}}
            """);

    List<StreamPlan> streams = StreamPlan.of(read);

    assertEquals(
        "front video 5 [half (every), a (every), show (latest)];"
            + " sound audio 16 [loud (every)];"
            + " loud audio 16 [a (every), show (leaky)];"
            + " half video 3 [b (every)]",
        String.join("; ", streams.stream().map(PipelineFileTest::text).toList()));
    assertEquals(StreamKind.AUDIO, streams.get(2).kind());
  }

  @Test
  void whatIsNoFile(@TempDir Path directory) throws IOException {
    Path large = directory.resolve("large.yaml");
    Files.writeString(large, "#".repeat((1 << 20) + 1));

    assertThrows(NoSuchFileException.class, () -> readFile(directory.resolve("no.yaml")));
    assertEquals(
        "pipeline '" + directory + "': is a directory; name a file in it",
        assertThrows(IOException.class, () -> readFile(directory)).getMessage());
    assertEquals(
        "pipeline '" + large + "': is longer than 1 MB, which no pipeline file is",
        assertThrows(IOException.class, () -> readFile(large)).getMessage());
  }

  private static void readFile(Path file) throws IOException {
    PipelineFile.read(file, new Problems());
  }

  private static String made(String input, String more) {
    return streams(
            read("capture: {cam: {input: " + input + more + "}}\nencode: {rec: a.mkv}")
                .stages()
                .get(0))
        .toString();
  }

  private static Pipeline read(String text) {
    Problems problems = new Problems();
    Pipeline read = PipelineFile.parse("p.yaml", text, problems);
    PipelineCheck.check(read, problems);
    assertEquals(List.of(), problems.sorted());
    return read;
  }

  private static List<String> streams(Stage stage) {
    return stage.writes().stream().map(Write::stream).toList();
  }

  private static String line(List<Option> options) {
    return String.join(" ", options.stream().flatMap(o -> o.arguments("-").stream()).toList());
  }

  private static String text(StreamPlan plan) {
    return plan.name() + " " + plan.kindName() + " " + plan.slots() + " " + plan.readers();
  }
}
