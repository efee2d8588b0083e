package dev.zoetrope.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zoetrope schema}: what editors have to know about pipeline files. */
@Command(
    name = "schema",
    description = "Print the JSON schema of pipeline files, for editors.",
    footer = {
      "",
      "Examples:",
      "  zoetrope schema > pipeline.schema.json",
      "  # yaml-language-server: $schema=pipeline.schema.json      the first line of a pipeline"
          + " file"
    })
final class SchemaCommand implements Callable<Integer> {
  private static final String SCHEMA = "pipeline.schema.json";

  @Spec private CommandSpec command;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // It is there for its annotation.
  private boolean helpRequested;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = command.commandLine().getOut();
    out.print(schema());
    out.flush();
    return 0;
  }

  /** The schema, which comes from {@code docs}. */
  static String schema() throws IOException {
    try (InputStream in = SchemaCommand.class.getResourceAsStream(SCHEMA)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
