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
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Frames a second between two processes, every byte written by the producer and read by the
 * consumer, beside the same two loops in one thread with no protocol, in the same run.
 *
 * <pre>
 * java -cp ... dev.zoetrope.benchmarks.FrameThroughput [FRAMES]
 * </pre>
 *
 * <p>Runs alternate between the two sides; the medians and their ratio are printed for each size.
 */
public final class FrameThroughput {
  private static final long STALL_TIMEOUT_NS = 10_000_000_000L;
  private static final int RUNS = 5;
  private static final int[][] SIZES = {{1280, 720}, {1920, 1080}, {3840, 2160}};

  private FrameThroughput() {}

  /**
   * Prints a table.
   *
   * @param args number of 1080p frames of a run (other sizes move the same number of bytes), or
   *     {@code reader PIPELINE} in the child
   * @throws IOException when shared memory fails
   * @throws InterruptedException when interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length == 2) {
      read(pipeline(args[1]));
      return;
    }
    long bytes = (args.length == 1 ? Long.parseLong(args[0]) : 2000) * frameLength(SIZES[1]);
    System.out.printf(
        "%-10s %14s %14s %8s %8s%n", "yuv420p", "processes fps", "one thread fps", "ratio", "GB/s");
    for (int[] size : SIZES) {
      measure(size, (int) (bytes / frameLength(size)));
    }
  }

  private static void measure(int[] size, int frames) throws IOException, InterruptedException {
    int length = frameLength(size);
    List<Double> shared = new ArrayList<>();
    List<Double> floor = new ArrayList<>();
    oneThread(length, frames);
    for (int run = 0; run < RUNS; run++) {
      shared.add(frames / twoProcesses(length, frames));
      floor.add(frames / oneThread(length, frames));
    }
    double fps = median(shared);
    System.out.printf(
        "%-10s %14.0f %14.0f %8.2f %8.1f%n",
        size[0] + "x" + size[1], fps, median(floor), fps / median(floor), fps * length / 1e9);
  }

  /** Seconds to write and read the frames through a stream, the reader in another JVM. */
  private static double twoProcesses(int length, int frames)
      throws IOException, InterruptedException {
    String name = "throughput-" + ProcessHandle.current().pid();
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, 3, length, -1, 0, 1, false);
    UnsafeBuffer picture = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    Process child;
    double seconds;
    try (StreamWriter writer =
        StreamWriter.open(pipeline(name), "video", spec, PressurePolicy.WAIT, STALL_TIMEOUT_NS)) {
      child = startReader(name);
      if (!writer.awaitReaders(Set.of("reader"), STALL_TIMEOUT_NS).isEmpty()) {
        throw new IOException("the reader process did not join");
      }
      publish(writer, picture, length, frames / 4);
      long start = System.nanoTime();
      publish(writer, picture, length, frames);
      seconds = (System.nanoTime() - start) / 1e9;
    }
    if (child.waitFor() != 0) {
      throw new IOException("the reader process failed");
    }
    return seconds;
  }

  private static void publish(StreamWriter writer, UnsafeBuffer picture, int length, int frames)
      throws IOException {
    for (int i = 0; i < frames; i++) {
      FrameClaim claim = writer.claim(length);
      claim.payload().putBytes(0, picture, 0, length);
      claim
          .header()
          .video("gray", 1920, 1)
          .time(i, 1, 1, 30)
          .payloadLength(length)
          .planeCount(1)
          .plane(0, 0, 1920, 1);
      claim.publish();
    }
  }

  private static void read(PipelineDirectory pipeline) throws IOException {
    ReaderOptions options = ReaderOptions.of("reader", ReaderPolicy.EVERY);
    long sum = 0;
    try (StreamReader reader = StreamReader.connect(pipeline, "video", options)) {
      while (reader.state() == ReaderState.LIVE) {
        try (FrameLease lease = reader.await(STALL_TIMEOUT_NS)) {
          if (lease != null) {
            sum += sum(lease.payload(), (int) lease.header().payloadLength());
          }
        }
      }
    }
    System.err.print(sum == 0 ? "" : "the frames are not zero\n");
  }

  /** Seconds to write and read the frames in one thread, through one buffer. */
  private static double oneThread(int length, int frames) {
    UnsafeBuffer picture = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    UnsafeBuffer slot = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    long sum = 0;
    long start = System.nanoTime();
    for (int i = 0; i < frames; i++) {
      slot.putBytes(0, picture, 0, length);
      sum += sum(slot, length);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.err.print(sum == 0 ? "" : "the frames are not zero\n");
    return seconds;
  }

  private static long sum(DirectBuffer buffer, int length) {
    long sum = 0;
    for (int i = 0; i + Long.BYTES <= length; i += Long.BYTES) {
      sum += buffer.getLong(i);
    }
    return sum;
  }

  private static Process startReader(String pipeline) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(FrameThroughput.class.getName());
    command.add("reader");
    command.add(pipeline);
    return new ProcessBuilder(command).inheritIO().start();
  }

  private static PipelineDirectory pipeline(String name) {
    return PipelineDirectory.of(PipelineDirectory.runtimeDirectory(), name);
  }

  private static int frameLength(int[] size) {
    return size[0] * size[1] * 3 / 2;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
