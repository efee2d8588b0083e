package dev.zoetrope.stage;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Runs stages on a thread of their own, on real streams. */
final class StageRig implements AutoCloseable {
  final TestPipeline pipeline = new TestPipeline();
  final StopSignal stop = new StopSignal();
  final List<String> said = new CopyOnWriteArrayList<>();
  final ByteArrayOutputStream results = new ByteArrayOutputStream();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final List<StreamWriter> writers = new ArrayList<>();
  private final List<StreamReader> readers = new ArrayList<>();
  private StageLoop loop;
  private Thread thread;

  /** A video stream with plenty of slots. */
  StreamWriter writer(String stream) throws IOException {
    return writer(stream, false);
  }

  /** A video stream, live or not; nothing is ever dropped or evicted. */
  StreamWriter writer(String stream, boolean live) throws IOException {
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, 16, Frames.LENGTH, -1, 30, 1, live);
    StreamWriter writer =
        StreamWriter.open(
            pipeline.directory(), stream, spec, PressurePolicy.WAIT, TestPipeline.PATIENT_NS);
    writers.add(writer);
    return writer;
  }

  /** An EVERY reader of a stage's output, which may be yet to come. */
  StreamReader reader(String stream) throws IOException {
    StreamReader reader =
        StreamReader.connect(
            pipeline.directory(), stream, ReaderOptions.of("reader", ReaderPolicy.EVERY));
    readers.add(reader);
    return reader;
  }

  /** Inputs of policy EVERY. */
  static List<StageSettings.Input> inputs(String... streams) {
    return Arrays.stream(streams)
        .map(stream -> new StageSettings.Input(stream, ReaderPolicy.EVERY))
        .toList();
  }

  StageSettings settings(List<StageSettings.Input> inputs, String... outputs) {
    return StageSettings.of(pipeline.directory(), "stage", inputs, List.of(outputs));
  }

  /** The same, with arguments, readers to wait for, and little patience. */
  static StageSettings with(StageSettings s, List<String> arguments, List<String> await, long ns) {
    return new StageSettings(
        s.directory(),
        s.name(),
        s.inputs(),
        s.outputs(),
        arguments,
        s.slots(),
        ns,
        s.stallTimeoutNs(),
        await,
        ns,
        s.realTime());
  }

  /** Starts a stage. */
  void start(Stage stage, StageSettings settings) {
    StageConsole console =
        new StageConsole(
            new PrintStream(results, true, StandardCharsets.UTF_8), said::add, said::add);
    loop = new StageLoop(stage, settings, new GrayLayouts(), console, stop);
    thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (Throwable e) {
                failure.set(e);
              }
            },
            "stage-under-test");
    thread.start();
  }

  /** Starts a stage with inputs, and waits until it has joined them all. */
  void startJoined(Stage stage, StageSettings settings) {
    start(stage, settings);
    Await.until(
        "the stage has joined",
        () -> !thread.isAlive() || writers.stream().allMatch(w -> w.readerCount() > 0));
  }

  /** Waits for the end of the stage; what it failed with, or null. */
  Throwable end() {
    Await.until("the stage has ended", () -> !thread.isAlive());
    return failure.get();
  }

  String summary() {
    return loop.summary();
  }

  @Override
  public void close() throws IOException {
    stop.request();
    if (thread != null) {
      end();
    }
    readers.forEach(StreamReader::close);
    for (StreamWriter writer : writers) {
      writer.close();
    }
    pipeline.close();
  }
}
