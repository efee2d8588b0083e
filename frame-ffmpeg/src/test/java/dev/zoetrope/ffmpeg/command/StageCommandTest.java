package dev.zoetrope.ffmpeg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.stage.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Command lines that cannot be meant. */
class StageCommandTest {
  @TempDir Path runtime;

  /** A stage that a class name cannot make. */
  public static final class Particular implements Stage {
    /** Wants something. */
    public Particular(String what) {
      assertTrue(what.isEmpty());
    }
  }

  /** A stage that takes arguments. */
  public static final class Source implements Stage {
    /** Made by its name. */
    public Source() {}
  }

  private String run(int exitCode, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.add("--runtime-dir");
    all.add(runtime.toString());
    StringWriter said = new StringWriter();
    CommandLine line =
        StageErrors.install(new CommandLine(new StageCommand()))
            .setErr(new PrintWriter(said, true))
            .setOut(new PrintWriter(said, true));
    assertEquals(exitCode, line.execute(all.toArray(String[]::new)), said::toString);
    return said.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no.Such -i video | class 'no.Such': not found; name its jar or directory",
        "java.lang.String -i video | class 'java.lang.String': is no stage; it must implement",
        "PARTICULAR -i video | has no constructor without arguments",
        "dev.zoetrope.stage.Stage -i video | is abstract",
        "--class-path no.jar X | --class-path 'no.jar': no such file or directory",
        "SOURCE -i video -o x --name x | --name 'x': an output has that name",
        "SOURCE -i video:all | policy 'all' is unknown, allowed: every, latest, leaky",
        "SOURCE -i a -i a | --stream 'a': is read or written by this stage already",
        "SOURCE -i a -o a | --out 'a': is read or written by this stage already",
        "SOURCE -o x --slots 1 | --slots '1': allowed: 2 to 64",
        "SOURCE -o x --slots 0 | --slots '0': allowed: 2 to 64",
        "SOURCE -o x --connect-timeout 0 | --connect-timeout '0.0': allowed",
        "SOURCE -o x/y | stream name 'x/y' is not allowed",
        "SOURCE | stage Source has nothing to do: name a stream with --stream",
        "SOURCE -o x | output 'x': stage Source does not say what it is",
        "SOURCE -o x --outt y | option '--outt': unknown; did you mean '--out'",
        "SOURCE -o x --slots many | option '--slots': 'many' is no whole number"
      })
  void areOneLineThatNamesWhatIsWrong(String arguments, String part) {
    String line =
        arguments
            .replace("PARTICULAR", Particular.class.getName())
            .replace("SOURCE", Source.class.getName());

    String said = run(2, line.split(" "));

    assertTrue(said.startsWith("zoetrope stage: "), said);
    assertTrue(said.contains(part), said);
    assertEquals(1, said.lines().count(), said);
  }

  @Test
  void aStreamThatIsNotThereIsNamedWithWhatHelps() {
    String said = run(1, Source.class.getName(), "-i", "video", "--connect-timeout", "0.1");

    assertEquals(
        List.of(
            "zoetrope stage: waiting for stream 'video' of pipeline 'default'",
            "zoetrope stage: stream 'video' of pipeline 'default': not there after 0.1 s; nothing is;"
                + " start what serves it, or check --stream and --pipeline"),
        said.lines().toList());
  }

  @Test
  void readersAreNamedAfterClasses() {
    assertEquals("particular", StageRun.readerName(Particular.class));
    assertEquals("stage-command-test", StageRun.readerName(StageCommandTest.class));
    Stage anonymous = new Stage() {};
    assertEquals("stage", StageRun.readerName(anonymous.getClass()));
  }
}
