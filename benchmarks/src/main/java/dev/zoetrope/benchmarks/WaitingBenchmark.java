package dev.zoetrope.benchmarks;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** From a claim until a reader in another thread has the frame, by how that reader waits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class WaitingBenchmark {
  private static final long TIMEOUT_NS = 10_000_000_000L;
  private static final int LENGTH = 64;

  /** How the reader waits. */
  @Param({"spin", "sleep"})
  private String waiting;

  private volatile long seen;
  private StreamWriter writer;
  private Thread thread;

  /** Opens a stream with a reader. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    PipelineDirectory pipeline =
        PipelineDirectory.of(
            PipelineDirectory.runtimeDirectory(), "jmh-" + ProcessHandle.current().pid());
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, 3, LENGTH, -1, 0, 1, false);
    writer = StreamWriter.open(pipeline, "video", spec, PressurePolicy.WAIT, TIMEOUT_NS);
    ReaderOptions options =
        ReaderOptions.of("reader", ReaderPolicy.EVERY).withSpin(waiting.equals("spin"));
    StreamReader reader = StreamReader.connect(pipeline, "video", options);
    thread = new Thread(() -> read(reader), "reader");
    thread.start();
  }

  private void read(StreamReader reader) {
    try (reader) {
      while (reader.state() == ReaderState.LIVE) {
        try (FrameLease lease = reader.await(TIMEOUT_NS)) {
          seen = lease == null ? seen : lease.sequence();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the stream, and with it the reader. */
  @TearDown(Level.Trial)
  public void close() throws IOException, InterruptedException {
    writer.close();
    thread.join();
  }

  /** One frame, there. */
  @Benchmark
  public long handOff() throws IOException {
    FrameClaim claim = writer.claim(LENGTH);
    claim
        .header()
        .video("gray", LENGTH, 1)
        .time(0, 1, 1, 30)
        .payloadLength(LENGTH)
        .planeCount(1)
        .plane(0, 0, LENGTH, 1);
    long sequence = claim.publish();
    while (seen < sequence) {
      Thread.onSpinWait();
    }
    return sequence;
  }
}
