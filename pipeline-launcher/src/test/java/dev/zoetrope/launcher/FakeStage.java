package dev.zoetrope.launcher;

import dev.zoetrope.channel.ChannelException;
import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import dev.zoetrope.stage.StopSignal;
import dev.zoetrope.stats.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A stage without media, for tests of supervision: a process like the real ones, on the real
 * protocol.
 *
 * <pre>
 * FakeStage DIRECTORY source FRAMES READER,READER  one frame a ms; fewer when told to stop
 * FakeStage DIRECTORY sink NAME                    every frame, to the end
 * FakeStage DIRECTORY exit CODE LINE               says LINE on standard error, exits
 * FakeStage DIRECTORY exit CODE LINE NAME          says and does so once the reader NAME has joined
 * FakeStage DIRECTORY take NAME FRAMES CODE        exits after so many frames
 * FakeStage DIRECTORY again NAME                   joins; at the end looks for the next writer
 * FakeStage DIRECTORY deaf NAME                    joins, takes all, never ends
 * </pre>
 */
final class FakeStage {
  private static final int BYTES = 64;
  private static final long PERIOD_NS = 1_000_000;
  private static final long STALL_TIMEOUT_NS = 10_000_000_000L;

  private FakeStage() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    StopSignal stop = StopSignal.onSupervisor();
    Path path = Path.of(args[0]);
    PipelineDirectory directory =
        PipelineDirectory.of(path.getParent(), path.getFileName().toString());
    int code =
        switch (args[1]) {
          case "source" -> source(directory, Integer.parseInt(args[2]), args[3], stop);
          case "sink" -> read(directory, args[2], Long.MAX_VALUE, stop);
          case "take" -> {
            int ended = read(directory, args[2], Long.parseLong(args[3]), stop);
            yield ended == 0 ? Integer.parseInt(args[4]) : ended;
          }
          case "exit" -> {
            if (args.length > 4) {
              awaitReader(directory, args[4]);
            }
            System.err.println(args[3]);
            yield Integer.parseInt(args[2]);
          }
          case "again" -> {
            read(directory, args[2], Long.MAX_VALUE, stop);
            yield again(directory, ReaderOptions.of(args[2], ReaderPolicy.EVERY));
          }
          case "deaf" -> {
            read(directory, args[2], Long.MAX_VALUE, stop);
            new CountDownLatch(1).await();
            yield 0;
          }
          default -> throw new IllegalArgumentException(args[1]);
        };
    System.exit(code);
  }

  private static int source(
      PipelineDirectory directory, int frames, String readers, StopSignal stop)
      throws IOException, InterruptedException {
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, 3, BYTES, frames * PERIOD_NS, 1000, 1, false);
    try (StreamWriter writer =
            StreamWriter.open(directory, "video", spec, PressurePolicy.WAIT, STALL_TIMEOUT_NS);
        StreamList list = StreamList.announce(directory, "capture", List.of("video"))) {
      stop.onRequest(writer::cancel);
      writer.awaitReaders(List.of(readers.split(",")), TimeUnit.SECONDS.toNanos(20));
      for (int i = 0; i < frames && !stop.isRequested(); i++) {
        FrameClaim claim = writer.claim(BYTES);
        if (claim == null) {
          break;
        }
        fill(claim, i);
        LockSupport.parkNanos(PERIOD_NS);
      }
    }
    return 0;
  }

  private static void fill(FrameClaim claim, int number) {
    claim
        .header()
        .video("gray", 1, 1)
        .time(number, 1, 1, 1000)
        .captureTimeNs(System.nanoTime())
        .flags(FrameHeader.KEY)
        .payloadLength(BYTES)
        .planeCount(1)
        .plane(0, 0, BYTES, 1);
    claim.publish();
  }

  private static void awaitReader(PipelineDirectory directory, String name) throws IOException {
    try (StreamObserver stream = new StreamObserver(directory, "video")) {
      while (stream.snapshot().stream()
          .flatMap(seen -> seen.readers().stream())
          .noneMatch(reader -> reader.name().equals(name))) {
        LockSupport.parkNanos(PERIOD_NS);
      }
    }
  }

  private static int again(PipelineDirectory directory, ReaderOptions options) throws IOException {
    try (StreamReader reader = StreamReader.connect(directory, "video", options)) {
      return 0;
    } catch (ChannelException e) {
      System.err.println("zoetrope encode: " + e.getMessage());
      return 1;
    }
  }

  private static int read(PipelineDirectory directory, String name, long most, StopSignal stop)
      throws IOException {
    Optional<List<String>> streams = Optional.empty();
    while (streams.isEmpty()) {
      if (stop.isRequested()) {
        return 0;
      }
      LockSupport.parkNanos(PERIOD_NS);
      streams = StreamList.read(directory, "capture");
    }
    long taken = 0;
    ReaderOptions options = ReaderOptions.of(name, ReaderPolicy.EVERY);
    try (StreamReader reader = StreamReader.connect(directory, streams.get().get(0), options)) {
      while (taken < most && reader.state() == ReaderState.LIVE && !stop.isRequested()) {
        try (FrameLease frame = reader.await(100 * PERIOD_NS)) {
          taken += frame == null ? 0 : 1;
        }
      }
      if (reader.state() == ReaderState.WRITER_LOST || reader.state() == ReaderState.FAILED) {
        System.err.println("zoetrope encode: the source is gone; what came is finished");
        return 1;
      }
      return 0;
    }
  }
}
