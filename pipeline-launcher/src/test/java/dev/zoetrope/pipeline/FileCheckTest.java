package dev.zoetrope.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCheckTest {
  @TempDir Path directory;
  private String input;
  private String output;

  @BeforeEach
  void makeInput() throws IOException {
    input = Files.createFile(directory.resolve("in.mkv")).toString();
    output = directory.resolve("out.mp4").toString();
  }

  @Test
  void acceptsWhatCanWork() {
    assertEquals(List.of(), check(false, List.of(input), output));
    assertEquals(List.of(), check(false, List.of("pattern:testsrc2=size=2x2"), output));
    assertEquals(List.of(), check(false, List.of("rtsp://camera/live"), "rtmp://host/live"));
    assertEquals(List.of(), check(false, List.of(directory + "/%03d.png"), "-"));
    assertEquals(List.of(), check(false, List.of(input), "/dev/null"));
  }

  @Test
  void refusesMissingInput() {
    assertEquals(
        "input 'nothing.mkv': no such file; check its name", refusal(false, "nothing.mkv", output));
  }

  @Test
  void refusesStandardInput() {
    for (String name : List.of("-", "pipe:0", "/dev/stdin")) {
      assertEquals(
          "input '"
              + name
              + "': 'run' cannot read standard input; use a named pipe, or 'zoetrope capture -i -'"
              + " beside 'zoetrope encode'",
          refusal(false, name, output));
    }
  }

  @Test
  void refusesDirectories() {
    assertEquals(
        "input '" + directory + "': is a directory; name a file",
        refusal(false, directory.toString(), output));
    assertEquals(
        "output '" + directory + "': is a directory; name a file",
        refusal(true, input, directory.toString()));
  }

  @Test
  void refusesToOverwriteUnlessAsked() throws IOException {
    Files.writeString(Path.of(output), "precious");

    assertEquals(
        "output '" + output + "': the file exists; add -y to overwrite it, or choose another name",
        refusal(false, input, output));
    assertEquals(List.of(), check(true, List.of(input), output));
  }

  @Test
  void refusesTheInputAndTheSameOutputTwice() {
    assertEquals(
        "output '" + input + "': is the input as well; choose another file",
        refusal(true, input, input));
    assertEquals(
        "output '" + output + "': given twice; give each one a file of its own",
        refusal(false, input, output, output));
  }

  @Test
  void refusesThemByOtherNames() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link.mkv"), Path.of(input));
    Path hardLink = Files.createLink(directory.resolve("hard.mkv"), Path.of(input));

    for (Path other : List.of(link, hardLink)) {
      assertEquals(
          "output '" + other + "': is the input as well; choose another file",
          refusal(true, input, other.toString()));
    }
    Files.writeString(Path.of(output), "one");
    Path second = Files.createLink(directory.resolve("second.mp4"), Path.of(output));
    assertEquals(
        "output '" + second + "': given twice; give each one a file of its own",
        refusal(true, input, output, second.toString()));
  }

  @Test
  void refusesNamesThatAreEmpty() {
    assertEquals("input '': the name is empty; name a file", refusal(false, "", output));
    assertEquals("output '': the name is empty; name a file", refusal(false, input, ""));
  }

  @Test
  void refusesMissingDirectory() {
    String lost = directory.resolve("no/out.mp4").toString();

    assertEquals(
        "output '"
            + lost
            + "': there is no directory '"
            + directory.resolve("no")
            + "'; create it first",
        refusal(false, input, lost));
  }

  private static String refusal(boolean overwrite, String input, String... outputs) {
    List<Problem> problems = check(overwrite, List.of(input), outputs);
    assertEquals(1, problems.size(), problems.toString());
    return problems.get(0).line();
  }

  private static List<Problem> check(boolean overwrite, List<String> inputs, String... outputs) {
    List<Stage> stages = new ArrayList<>();
    stages.add(stage(StageRole.CAPTURE, inputs.toArray(String[]::new)));
    for (String output : outputs) {
      stages.add(stage(StageRole.ENCODER, output));
    }
    Problems problems = new Problems();
    FileCheck.check(new Pipeline(null, false, stages), overwrite, problems);
    return problems.sorted();
  }

  private static Stage stage(StageRole role, String... subject) {
    return new Stage(
        role,
        "any",
        Stream.of(subject).map(text -> new Text(text, Place.COMMAND_LINE)).toList(),
        List.of(),
        role == StageRole.ENCODER,
        List.of(),
        List.of(),
        List.of(),
        Launch.PLAIN,
        Place.COMMAND_LINE);
  }
}
