package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.StageRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The process of a recording: {@code zoetrope encode}, and the end of the note. A note that is
 * still there when the process is gone says that it failed.
 */
@Command(name = "process", hidden = true)
final class RecordProcess implements Callable<Integer> {
  private CommandSpec command;

  @Parameters(index = "0")
  private Path note;

  @Parameters(index = "1..*")
  private List<String> arguments = new ArrayList<>();

  /** All that follows the note is for the encoder. */
  @Spec
  void command(CommandSpec spec) {
    command = spec;
    spec.parser().stopAtPositional(true);
  }

  @Override
  public Integer call() throws IOException {
    CommandLine encode = command.root().subcommands().get(StageRole.ENCODER.subcommand());
    int code = encode.execute(arguments.toArray(String[]::new));
    if (code == 0) {
      new Recordings(note.getParent().getParent()).remove(note);
    }
    return code;
  }
}
