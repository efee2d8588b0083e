package dev.zoetrope.benchmarks;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the protocol itself costs, in one thread and without touching a payload: claim and publish,
 * alone and with a reader that pins and releases each frame. With the options of the product.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class HandoffBenchmark {
  private static final long STALL_TIMEOUT_NS = 10_000_000_000L;
  private static final int PAYLOAD_LENGTH = 1920 * 1080 * 3 / 2;

  private static final int READERS = 3;

  private final FrameClaim claim = new FrameClaim();
  private final FrameLease lease = new FrameLease();
  private final List<StreamReader> readers = new ArrayList<>();
  private StreamWriter writer;
  private StreamReader reader;

  /** Opens a stream of 1080p frames and joins it. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    Path runtime = PipelineDirectory.runtimeDirectory();
    PipelineDirectory pipeline =
        PipelineDirectory.of(runtime, "jmh-" + ProcessHandle.current().pid());
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, READERS + 2, PAYLOAD_LENGTH, -1, 0, 1, false);
    writer = StreamWriter.open(pipeline, "video", spec, PressurePolicy.DROP, STALL_TIMEOUT_NS);
    for (int i = 0; i < READERS; i++) {
      ReaderOptions options = ReaderOptions.of("reader-" + i, ReaderPolicy.LATEST);
      readers.add(StreamReader.connect(pipeline, "video", options));
    }
    reader = readers.get(0);
  }

  /** Ends the stream and removes its files. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    CloseHelper.closeAll(readers);
    writer.close();
  }

  /** Claims a slot and publishes it; three readers have joined, are awake, and do not look. */
  @Benchmark
  @BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
  public long claimAndPublish() throws IOException {
    writer.claim(PAYLOAD_LENGTH, claim);
    fill(claim);
    return claim.publish();
  }

  /** Claims, publishes, pins and releases, with a claim and a lease that are used again. */
  @Benchmark
  public long handOffReused() throws IOException {
    writer.claim(PAYLOAD_LENGTH, claim);
    fill(claim);
    claim.publish();
    reader.poll(lease);
    long sequence = lease.sequence();
    lease.close();
    return sequence;
  }

  /** One whole hand-off, with a new claim and a new lease. */
  @Benchmark
  public long handOff() throws IOException {
    FrameClaim claim = writer.claim(PAYLOAD_LENGTH);
    fill(claim);
    claim.publish();
    try (FrameLease lease = reader.poll()) {
      return lease.sequence();
    }
  }

  /** The same, and the reader reads of the header what a display would. */
  @Benchmark
  public long handOffAndReadHeader() throws IOException {
    FrameClaim claim = writer.claim(PAYLOAD_LENGTH);
    fill(claim);
    claim.publish();
    try (FrameLease lease = reader.poll()) {
      FrameHeader header = lease.header();
      return header.width() + header.height() + header.pts() + header.planeStride(0);
    }
  }

  /** A look when nothing has come. */
  @Benchmark
  public boolean pollInVain() throws IOException {
    return readers.get(1).poll() == null;
  }

  private static void fill(FrameClaim claim) {
    claim
        .header()
        .video("yuv420p", 1920, 1080)
        .time(0, 1, 1, 30)
        .payloadLength(PAYLOAD_LENGTH)
        .planeCount(1)
        .plane(0, 0, 1920, 1080);
  }
}
