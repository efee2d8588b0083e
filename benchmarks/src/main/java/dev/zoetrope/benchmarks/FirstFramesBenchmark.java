package dev.zoetrope.benchmarks;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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

/**
 * A new stream in the runtime directory, and a frame in each of its slots, every byte written: what
 * memory costs that nobody has touched.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5)
@Measurement(iterations = 15)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class FirstFramesBenchmark {
  private static final int SLOTS = 3;
  private static final long STALL_TIMEOUT_NS = 1_000_000_000L;

  /** Rows of a 16:9 picture in yuv420p. */
  @Param({"1080", "2160"})
  private int rows;

  private UnsafeBuffer picture;
  private Path runtime;
  private StreamWriter writer;

  /** Makes a picture, and a directory for the stream. */
  @Setup
  public void prepare() throws IOException {
    int length = rows * rows * 16 / 9 * 3 / 2;
    picture = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    picture.setMemory(0, length, (byte) 1);
    Path parent = Files.createDirectories(PipelineDirectory.runtimeDirectory());
    runtime = Files.createTempDirectory(parent, "bench");
  }

  /** Opens the stream, as each measurement begins. */
  @Benchmark
  public StreamWriter open() throws IOException {
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, SLOTS, picture.capacity(), -1, 0, 1, false);
    PipelineDirectory pipeline = PipelineDirectory.of(runtime, "bench");
    writer = StreamWriter.open(pipeline, "video", spec, PressurePolicy.WAIT, STALL_TIMEOUT_NS);
    return writer;
  }

  /** Opens it, and fills every slot once. */
  @Benchmark
  public StreamWriter openAndFill() throws IOException {
    open();
    fill();
    return writer;
  }

  /** Opens it, and fills every slot twice: what the second time adds is what warm slots take. */
  @Benchmark
  public StreamWriter openAndFillTwice() throws IOException {
    openAndFill();
    fill();
    return writer;
  }

  private void fill() throws IOException {
    for (int frame = 0; frame < SLOTS; frame++) {
      try (FrameClaim claim = writer.claim(picture.capacity())) {
        claim.payload().putBytes(0, picture, 0, picture.capacity());
        claim
            .header()
            .video("gray", rows * 16 / 9, rows * 3 / 2)
            .time(0, 1, 1, 30)
            .payloadLength(picture.capacity())
            .planeCount(1)
            .plane(0, 0, rows * 16 / 9, rows * 3 / 2);
        claim.publish();
      }
    }
  }

  /** Removes the stream. */
  @TearDown(Level.Invocation)
  public void close() throws IOException {
    writer.close();
  }

  /** Removes the directory. */
  @TearDown
  public void remove() throws IOException {
    Files.deleteIfExists(runtime);
  }
}
