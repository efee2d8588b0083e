package dev.zoetrope.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code zoetrope record}: recordings of running pipelines, in the background. */
@Command(
    name = "record",
    description = {
      "Record a pipeline that runs, in the background.",
      "A recording outlives the terminal, and ends by itself when the streams end."
    },
    subcommands = {RecordStart.class, RecordStop.class, RecordList.class, RecordProcess.class},
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  zoetrope record start -o now.mkv",
      "  zoetrope record start --pipeline studio -o now.mkv --stream small -c:v ffv1",
      "  zoetrope record list",
      "  zoetrope record stop"
    })
final class RecordCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Override
  public Integer call() {
    throw new ParameterException(command.commandLine(), "name one of start, stop, list");
  }
}
