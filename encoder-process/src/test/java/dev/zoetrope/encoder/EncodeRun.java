package dev.zoetrope.encoder;

import dev.zoetrope.ffmpeg.command.StageErrors;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * One run of the command inside this process.
 *
 * @param exit its code
 * @param errors what it said on standard error
 */
record EncodeRun(int exit, String errors) {

  static EncodeRun of(Path runtime, Object... arguments) {
    List<String> all = new ArrayList<>(List.of("--runtime-dir", runtime.toString()));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    StringWriter errors = new StringWriter();
    CommandLine line = StageErrors.install(new CommandLine(new EncodeCommand().command()));
    line.setErr(new PrintWriter(errors, true));
    int exit = line.execute(all.toArray(String[]::new));
    return new EncodeRun(exit, errors.toString());
  }
}
