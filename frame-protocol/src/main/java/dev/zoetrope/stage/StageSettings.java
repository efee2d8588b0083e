package dev.zoetrope.stage;

import dev.zoetrope.channel.AwaitedReader;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a stage is in its pipeline.
 *
 * @param directory the pipeline
 * @param name its name: as a reader, and as the source of its outputs
 * @param inputs streams that it reads
 * @param outputs names of the streams that it writes
 * @param arguments to the stage itself
 * @param slots of each output, 2 to 64; 0 for 3 of video and 16 of audio
 * @param connectTimeoutNs how long to wait for the inputs to appear, nanoseconds
 * @param stallTimeoutNs how long a reader of an output may be in the way, nanoseconds
 * @param await readers to wait for before the first frame, as {@code NAME} or {@code STREAM=NAME}
 * @param awaitTimeoutNs longest wait for them, nanoseconds
 * @param realTime whether to publish at the pace of presentation
 */
public record StageSettings(
    PipelineDirectory directory,
    String name,
    List<Input> inputs,
    List<String> outputs,
    List<String> arguments,
    int slots,
    long connectTimeoutNs,
    long stallTimeoutNs,
    List<String> await,
    long awaitTimeoutNs,
    boolean realTime) {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long DEFAULT_CONNECT_NS = 30 * SECOND_NS;
  private static final long DEFAULT_STALL_NS = 10 * SECOND_NS;
  private static final long DEFAULT_AWAIT_NS = 20 * SECOND_NS;
  private static final int MIN_SLOTS = 2;
  private static final int MAX_SLOTS = 64;

  /**
   * A stream that is read.
   *
   * @param stream its name
   * @param policy which of its frames
   */
  public record Input(String stream, ReaderPolicy policy) {
    /** Checks the name. */
    public Input {
      StreamNames.check("stream", stream);
    }
  }

  /** Checks every value. */
  public StageSettings {
    StreamNames.check("stage", name);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    arguments = List.copyOf(arguments);
    await = List.copyOf(await);
    await.forEach(AwaitedReader::parse);
    Set<String> seen = new HashSet<>();
    inputs.forEach(input -> once(seen, input.stream(), "--stream"));
    outputs.forEach(output -> once(seen, StreamNames.check("stream", output), "--out"));
    if (outputs.contains(name)) {
      throw new IllegalArgumentException(
          "--name '" + name + "': an output has that name; choose another");
    }
    if (slots != 0 && (slots < MIN_SLOTS || slots > MAX_SLOTS)) {
      throw new IllegalArgumentException("--slots '" + slots + "': allowed: 2 to 64");
    }
  }

  /** Names of the readers to wait for on an output. */
  List<String> awaitedOn(String output) {
    return await.stream()
        .map(AwaitedReader::parse)
        .filter(reader -> reader.reads(output))
        .map(AwaitedReader::name)
        .toList();
  }

  private static void once(Set<String> seen, String stream, String option) {
    if (!seen.add(stream)) {
      throw new IllegalArgumentException(
          option + " '" + stream + "': is read or written by this stage already");
    }
  }

  /** A stage with the usual patience, at no particular pace. */
  public static StageSettings of(
      PipelineDirectory directory, String name, List<Input> inputs, List<String> outputs) {
    return new StageSettings(
        directory,
        name,
        inputs,
        outputs,
        List.of(),
        0,
        DEFAULT_CONNECT_NS,
        DEFAULT_STALL_NS,
        List.of(),
        DEFAULT_AWAIT_NS,
        false);
  }

  /** The same with another wait for the inputs, nanoseconds. */
  public StageSettings withConnectTimeoutNs(long ns) {
    return new StageSettings(
        directory,
        name,
        inputs,
        outputs,
        arguments,
        slots,
        ns,
        stallTimeoutNs,
        await,
        awaitTimeoutNs,
        realTime);
  }
}
