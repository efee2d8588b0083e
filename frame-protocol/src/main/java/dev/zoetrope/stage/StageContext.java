package dev.zoetrope.stage;

import dev.zoetrope.region.PipelineDirectory;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a stage has to do with: its streams, its arguments, and where to speak. For the stage's
 * thread alone, but for {@link #isStopping}.
 */
public final class StageContext {
  private final PipelineDirectory directory;
  private final List<StageInput> inputs;
  private final List<StageOutput> outputs;
  private final StageArguments arguments;
  private final StageConsole console;
  private final StopSignal stop;

  StageContext(
      PipelineDirectory directory,
      List<StageInput> inputs,
      List<StageOutput> outputs,
      StageArguments arguments,
      StageConsole console,
      StopSignal stop) {
    this.directory = directory;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
    this.arguments = arguments;
    this.console = console;
    this.stop = stop;
  }

  /** Name of the pipeline. */
  public String pipeline() {
    return directory.name();
  }

  /** The streams to read, in the order of the command line. */
  public List<StageInput> inputs() {
    return inputs;
  }

  /**
   * The one stream to read.
   *
   * @return the input
   * @throws UsageException when there is none, or more than one
   */
  public StageInput input() {
    if (inputs.size() != 1) {
      throw new UsageException(
          "this stage reads one stream, not " + inputs.size() + "; name it with --stream");
    }
    return inputs.get(0);
  }

  /** The streams to write, in the order of the command line. */
  public List<StageOutput> outputs() {
    return outputs;
  }

  /**
   * The one stream to write.
   *
   * @return the output
   * @throws UsageException when there is none, or more than one
   */
  public StageOutput output() {
    if (outputs.size() != 1) {
      throw new UsageException(
          "this stage writes one stream, not " + outputs.size() + "; name it with --out");
    }
    return outputs.get(0);
  }

  /**
   * A stream to write, by name.
   *
   * @param name as on the command line
   * @return the output
   * @throws UsageException when there is none of that name
   */
  public StageOutput output(String name) {
    return outputs.stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "this stage writes a stream '"
                        + name
                        + "', which --out does not name; it names: "
                        + outputs.stream()
                            .map(StageOutput::name)
                            .collect(Collectors.joining(", "))));
  }

  /** What the command line says to the stage itself. */
  public StageArguments arguments() {
    return arguments;
  }

  /** For what the stage finds out; programs may read it. */
  public PrintStream out() {
    return console.results();
  }

  /** Tells the user something, in one line; nothing with {@code --quiet}. */
  public void say(String line) {
    console.messages().accept(line);
  }

  /** Whether the stage is asked to end; it hears of it by {@link Stage#flush}. From any thread. */
  public boolean isStopping() {
    return stop.isRequested();
  }
}
