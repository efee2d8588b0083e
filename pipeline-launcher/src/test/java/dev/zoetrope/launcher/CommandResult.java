package dev.zoetrope.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What a {@code zoetrope} command does that starts no process, in this JVM.
 *
 * @param code exit code
 * @param out lines on standard output
 * @param err lines on standard error
 */
record CommandResult(int code, List<String> out, List<String> err) {
  /** Runs a command. */
  static CommandResult of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        ZoetropeMain.execute(
            ZoetropeMain.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)),
            arguments);
    return new CommandResult(
        code, out.toString().lines().toList(), err.toString().lines().toList());
  }
}
