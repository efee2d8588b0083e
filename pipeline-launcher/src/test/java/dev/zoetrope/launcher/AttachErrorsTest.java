package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be attached, nor recorded, and why; on streams that this JVM serves. */
@Tag("once")
class AttachErrorsTest {
  @TempDir Path home;

  @Test
  void noPipeline() {
    String none = "; start one with 'zoetrope run' or 'zoetrope capture'";

    assertRefused(1, "no pipeline runs in '" + home + "'" + none, "encode", "-o", "x.mkv");
    assertRefused(
        1,
        "no pipeline 'live' runs in '" + home + "'" + none,
        "encode",
        "--pipeline",
        "live",
        "-o",
        "x.mkv");
  }

  @Test
  void severalPipelines() throws IOException {
    try (StreamWriter first = serve("studio", "cam");
        StreamWriter second = serve("kitchen", "cam")) {
      assertRefused(
          1,
          "several pipelines run: kitchen, studio; choose one with --pipeline",
          "encode",
          "-o",
          "x.mkv");
      assertRefused(
          1,
          "no pipeline 'studoi' runs; did you mean 'studio'?",
          "encode",
          "--pipeline",
          "studoi",
          "-o",
          "x.mkv");
      assertRefused(
          1,
          "no pipeline 'live' runs; there are: kitchen, studio",
          "encode",
          "--pipeline",
          "live",
          "-o",
          "x.mkv");
    }
  }

  @Test
  void catAsksForAChoiceLikewise() throws IOException {
    try (StreamWriter first = serve("studio", "cam");
        StreamWriter second = serve("default", "cam")) {
      CommandResult refused =
          CommandResult.of(
              "cat", "sound", "--connect-timeout", "0.1", "--runtime-dir", home.toString());

      String reason = "several pipelines run: default, studio; choose one with --pipeline";
      assertEquals(List.of("zoetrope cat: " + reason), refused.err());
      assertEquals(1, refused.code());
    }
  }

  @Test
  void namesAndStreams() throws IOException {
    try (StreamWriter cam = serve("studio", "cam");
        StreamWriter sound = serve("studio", "sound")) {
      assertRefused(
          1,
          "stream 'camm': pipeline 'studio' has none of that name; did you mean 'cam'?",
          "encode",
          "-o",
          "x.mkv",
          "--stream",
          "camm");
      assertRefused(
          1,
          "stream 'x': pipeline 'studio' has none of that name; there are: cam, sound",
          "display",
          "--stream",
          "x");
      assertRefused(
          1,
          "stream 'sound': somebody in pipeline 'studio' writes it already; choose another name",
          "filter",
          "-i",
          "cam",
          "-o",
          "sound",
          "hflip");
      assertRefused(
          1,
          "source 'nobody': pipeline 'studio' has none of that name",
          "encode",
          "-o",
          "x.mkv",
          "--source",
          "nobody");
      assertRefused(
          1,
          "name 'same': somebody in pipeline 'studio' has it already; choose another",
          "filter",
          "-i",
          "cam",
          "-o",
          "same",
          "--name",
          "same",
          "hflip");
    }
  }

  @Test
  void whatCannotBeMeant() throws IOException {
    try (StreamWriter cam = serve("studio", "cam")) {
      assertRefused(2, "'encod': allowed: encode, display, filter, stage, command", "encod");
      assertRefused(
          2,
          "no program: name one behind --, such as -- python3 reader.py",
          "command",
          "-i",
          "cam");
      assertRefused(
          2, "'-x' is unknown; the program stands behind --", "command", "-x", "--", "true");
      assertRefused(2, "option '--stream': its value is missing", "encode", "--stream");
    }
  }

  private void assertRefused(int code, String reason, String... arguments) {
    List<String> all = new ArrayList<>(List.of("attach", "--runtime-dir", home.toString()));
    all.addAll(List.of(arguments));
    CommandResult refused = CommandResult.of(all.toArray(String[]::new));
    String end = code == 2 ? "; see 'zoetrope attach --help'" : "";
    assertEquals(List.of("zoetrope attach: " + reason + end), refused.err());
    assertEquals(code, refused.code());
  }

  private StreamWriter serve(String pipeline, String stream) throws IOException {
    return StreamWriter.open(
        PipelineDirectory.of(home, pipeline).create(),
        stream,
        new EpochSpec(StreamKind.VIDEO, 3, 4096, 0, 25, 1, false),
        PressurePolicy.DROP,
        1_000_000_000L);
  }
}
