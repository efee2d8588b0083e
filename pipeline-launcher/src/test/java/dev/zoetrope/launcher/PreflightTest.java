package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightTest {
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
    assertDoesNotThrow(() -> check(false, List.of(input), output));
    assertDoesNotThrow(() -> check(false, List.of("pattern:testsrc2=size=2x2"), output));
    assertDoesNotThrow(() -> check(false, List.of("rtsp://camera/live"), "rtmp://host/live"));
    assertDoesNotThrow(() -> check(false, List.of(directory + "/%03d.png"), "-"));
    assertDoesNotThrow(() -> check(false, List.of(input), "/dev/null"));
  }

  @Test
  void refusesMissingInput() {
    assertEquals(
        "input 'nothing.mkv': no such file; check the name after -i",
        refusal(false, "nothing.mkv", output));
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
    assertDoesNotThrow(() -> check(true, List.of(input), output));
  }

  @Test
  void refusesTheInputAndTheSameOutputTwice() {
    assertEquals(
        "output '" + input + "': is the input as well; choose another file",
        refusal(true, input, input));
    assertEquals(
        "output '" + output + "': given twice; give each -o a file of its own",
        refusal(false, input, output, output));
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
    return assertThrows(IOException.class, () -> check(overwrite, List.of(input), outputs))
        .getMessage();
  }

  private static void check(boolean overwrite, List<String> inputs, String... outputs)
      throws IOException {
    List<RunArguments.Output> all = new ArrayList<>();
    for (String output : outputs) {
      all.add(new RunArguments.Output(output, List.of()));
    }
    Preflight.check(new RunArguments(List.of(), inputs, List.of(), all, List.of()), overwrite);
  }
}
