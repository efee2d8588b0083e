package dev.zoetrope.benchmarks;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.SlotReader;
import dev.zoetrope.channel.SlotWriter;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderCheck;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.EpochSpec;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The steps of the slot protocol one by one, on memory alone: no files, no sockets, no locks. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {"--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED"})
public class SlotBenchmark {
  private static final int PAYLOAD_LENGTH = 1920 * 1080 * 3 / 2;

  private final UnsafeBuffer slot = memory();
  private final FrameHeader header = header(slot);
  private final FrameHeader copy = header(memory());
  private final FrameHeader other = header(memory());
  private SlotWriter writer;
  private SlotReader reader;

  /** Makes an epoch of three slots with one reader. */
  @Setup
  public void prepare() {
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, 3, PAYLOAD_LENGTH, -1, 0, 1, false);
    UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(ControlDescriptor.LENGTH));
    ControlRegion control = ControlRegion.create(memory, spec, 1);
    writer = new SlotWriter(control);
    writer.join(0, "reader", ReaderPolicy.LATEST.code(), 1);
    reader = new SlotReader(control, 0, ReaderPolicy.LATEST);
  }

  private static UnsafeBuffer memory() {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(FrameHeaderDescriptor.LAYOUT.length()));
  }

  private static FrameHeader header(UnsafeBuffer memory) {
    FrameHeader header = new FrameHeader(memory, 0);
    header.reset();
    return header
        .video("yuv420p", 1920, 1080)
        .time(0, 1, 1, 30)
        .payloadLength(PAYLOAD_LENGTH)
        .planeCount(1)
        .plane(0, 0, 1920, 1080);
  }

  /** Claims and gives back. */
  @Benchmark
  public int claimAndAbort() {
    int slot = writer.claim();
    writer.abort(slot);
    return slot;
  }

  /** Claims and publishes. */
  @Benchmark
  public long claimAndPublish() {
    return writer.publish(writer.claim());
  }

  /** The same, then finds the frame, pins it and releases it. */
  @Benchmark
  public boolean claimPublishPinAndRelease() {
    long sequence = writer.publish(writer.claim());
    return reader.release(reader.next(), sequence);
  }

  /** Copies a header out of a slot and checks every field, as each pin does. */
  @Benchmark
  public long readHeader() {
    copy.copyUsedFrom(slot, 0);
    FrameHeaderCheck.check(copy, PAYLOAD_LENGTH);
    return copy.payloadLength();
  }

  /** Whether the format is still that of the frame before: what a stage asks each time. */
  @Benchmark
  public boolean compareFormat() {
    return header.sameFormat(other);
  }

  /** The format as text: what a stage asks when it has changed. */
  @Benchmark
  public String parseFormat() {
    return header.format();
  }
}
