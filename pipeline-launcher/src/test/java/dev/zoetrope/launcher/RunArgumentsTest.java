package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class RunArgumentsTest {
  private static final RunArguments.Vocabulary KNOWN =
      new RunArguments.Vocabulary(
          options("-i:1", "-o:1", "-y:0", "--display:1", "--quiet:0"),
          options("-i:1", "-f:1", "-t:1", "-re:0", "-an:0", "--pace:1", "-map:1"),
          options("-o:1", "-f:1", "-an:0", "-c:v:1", "-c:a:1", "-r:1"),
          options("--fullscreen:0"));

  @Test
  void optionsAfterTheLastOutputAreItsOwn() {
    RunArguments sorted = split("-i X -o out.md5 -f framemd5 -c:v rawvideo -c:a pcm_s16le");

    assertEquals(words("-i X"), sorted.capture());
    assertEquals(1, sorted.outputs().size());
    assertEquals("out.md5", sorted.outputs().get(0).file());
    assertEquals(
        words("-f framemd5 -c:v rawvideo -c:a pcm_s16le"), sorted.outputs().get(0).arguments());
  }

  @Test
  void optionsApplyToTheFileThatFollows() {
    RunArguments sorted = split("-f rawvideo -i X -an -i Y -f mp4 -o Z -an -o W -r 5");

    assertEquals(words("-f rawvideo -i X -an -i Y"), sorted.capture());
    assertEquals(List.of("X", "Y"), sorted.inputs());
    assertEquals(words("-f mp4"), sorted.outputs().get(0).arguments());
    assertEquals(words("-an -r 5"), sorted.outputs().get(1).arguments());
  }

  @Test
  void whatNobodyKnowsIsRefusedBeforeAnythingStarts() {
    for (String line : List.of("--nope", "movie.mkv", "-i X --nope", "-nope")) {
      String message = assertThrows(IllegalArgumentException.class, () -> split(line)).getMessage();
      assertTrue(message.contains("is unknown"), message);
    }
  }

  @Test
  void flagsOfFfmpegThatThereAreNoneOfAreRefused() {
    for (String line : List.of("-sn -i X -o Z", "-i X -sn -o Z", "-i X -o Z -sn", "-sn")) {
      String message = assertThrows(IllegalArgumentException.class, () -> split(line)).getMessage();
      assertEquals(
          "option '-sn': there is none here; subtitles are never taken, so leave it out", message);
    }
  }

  @Test
  void aFlagOfFfmpegDoesNotTakeTheNextWord() {
    for (String flag : List.of("-shortest", "-bitexact", "-autorotate", "-benchmark")) {
      Executable given = () -> split("-i X " + flag + " -o Z");
      String message = assertThrows(IllegalArgumentException.class, given).getMessage();
      assertTrue(message.startsWith("option '" + flag + "': there is none here; "), message);
    }
  }

  @Test
  void nearNamesAreSuggested() {
    Executable misspelt = () -> split("-i X --displya none");
    String message = assertThrows(IllegalArgumentException.class, misspelt).getMessage();
    assertEquals("'--displya' is unknown; did you mean '--display'?", message);
  }

  @Test
  void anOutputMayComeFirst() {
    RunArguments sorted = split("-f framemd5 -o Z -f rawvideo -i X");

    assertEquals(words("-f rawvideo -i X"), sorted.capture());
    assertEquals(words("-f framemd5"), sorted.outputs().get(0).arguments());
  }

  @Test
  void whatOnlyOneStageKnowsGoesThere() {
    RunArguments sorted = split("-i X --fullscreen -t 10 -re --pace=max -o Z -map 0:a");

    assertEquals(words("-i X -t 10 -re --pace=max -map 0:a"), sorted.capture());
    assertEquals(words("--fullscreen"), sorted.display());
    assertEquals(List.of(), sorted.outputs().get(0).arguments());
  }

  @Test
  void optionsMayStandBehindAllOutputs() {
    RunArguments sorted = split("-i X -o Y -f mp4 -an -y -o Z -t 3 -r 5 -o W -an");

    assertEquals(words("-f mp4 -an"), sorted.outputs().get(0).arguments());
    assertEquals(words("-r 5"), sorted.outputs().get(1).arguments());
    assertEquals(words("-an"), sorted.outputs().get(2).arguments());
    assertEquals(words("-i X -t 3"), sorted.capture());
  }

  @Test
  void betweenTwoOutputsTheyBelongToTheSecond() {
    RunArguments sorted = split("-i X -o Y -r 5 -o Z");

    assertEquals(List.of(), sorted.outputs().get(0).arguments());
    assertEquals(words("-r 5"), sorted.outputs().get(1).arguments());
  }

  @Test
  void runsOwnOptionsCountAnywhere() {
    RunArguments sorted = split("--quiet -i X -y -o Z --display window");

    assertEquals(words("--quiet -i X -y -o Z --display window"), sorted.run());
    assertEquals(words("-i X"), sorted.capture());
  }

  @Test
  void unknownOptionsGoToCaptureBeforeAnInputAndToTheEncoderBehind() {
    RunArguments sorted = split("-framerate 5 -i X -crf 20 -o Z -metadata title=o");

    assertEquals(words("-framerate 5 -i X"), sorted.capture());
    assertEquals(words("-crf 20 -metadata title=o"), sorted.outputs().get(0).arguments());
  }

  @Test
  void withoutAnOutputAllIsForCaptureOrDisplay() {
    RunArguments sorted = split("-i X -t 5 --fullscreen");

    assertEquals(words("-i X -t 5"), sorted.capture());
    assertEquals(words("--fullscreen"), sorted.display());
  }

  @Test
  void aMissingValueIsNamed() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> split("-i X -o")).getMessage();

    assertEquals("option '-o' lacks its value", message);
  }

  private static RunArguments split(String line) {
    return RunArguments.split(words(line), KNOWN);
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.split(" "));
  }

  /** Options as {@code name:values}. */
  private static KnownOptions options(String... names) {
    CommandSpec command = CommandSpec.create();
    for (String name : names) {
      int colon = name.lastIndexOf(':');
      command.addOption(
          OptionSpec.builder(name.substring(0, colon))
              .arity(name.substring(colon + 1))
              .type(String.class)
              .build());
    }
    return KnownOptions.of(command);
  }
}
