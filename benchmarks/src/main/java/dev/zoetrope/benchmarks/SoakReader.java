package dev.zoetrope.benchmarks;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Sees every picture that it can, and measures how old it is. */
final class SoakReader implements AutoCloseable {
  static final String NAME = "soak";

  private static final int DIGITS = 3;
  private static final long WAIT_NS = 100_000_000L;

  /** Frames may also be early: so much is added before recording, and taken off again. */
  private static final long OFFSET_NS = 1_000_000_000L;

  private final StreamReader reader;
  private final Recorder latency = new Recorder(DIGITS);
  private final Recorder lateness = new Recorder(DIGITS);
  private final Thread thread = new Thread(this::run, "soak-reader");
  private Histogram latencies;
  private Histogram latenesses;
  private long originNs;
  private volatile long frames;
  private volatile String failure = "";

  private SoakReader(StreamReader reader) {
    this.reader = reader;
  }

  /** Joins the pictures of a pipeline, waiting for them to appear. */
  static SoakReader start(PipelineDirectory pipeline, long timeoutNs) throws IOException {
    ReaderOptions options =
        ReaderOptions.of(NAME, ReaderPolicy.LEAKY).withConnectTimeoutNs(timeoutNs);
    SoakReader soak = new SoakReader(StreamReader.connect(pipeline, "video", options));
    soak.thread.setDaemon(true);
    soak.thread.start();
    return soak;
  }

  private void run() {
    try (reader) {
      while (reader.state() == ReaderState.LIVE) {
        try (FrameLease lease = reader.await(WAIT_NS)) {
          if (lease != null) {
            see(lease.header(), System.nanoTime());
          }
        }
      }
      failure = reader.state() == ReaderState.ENDED ? "" : "the reader is " + reader.state();
    } catch (IOException | RuntimeException e) {
      failure = e.toString();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void see(FrameHeader header, long nowNs) {
    if (frames == 0) {
      originNs = nowNs - header.ptsNs();
    }
    latency.recordValue(Math.max(0, nowNs - header.captureTimeNs()));
    lateness.recordValue(Math.max(0, nowNs - header.ptsNs() - originNs + OFFSET_NS));
    frames++;
  }

  /** Frames seen so far. */
  long frames() {
    return frames;
  }

  /** Why it saw no more; empty when the stream ended in order, or goes on. */
  String failure() {
    return failure;
  }

  /** Ends an interval, which the getters below then tell of. */
  boolean nextInterval() {
    latencies = latency.getIntervalHistogram(latencies);
    latenesses = lateness.getIntervalHistogram(latenesses);
    return latencies.getTotalCount() > 0;
  }

  /** From the capture stamp to here, milliseconds. */
  double latencyMs(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  /** Median of how far behind real time frames come, compared to the first one, milliseconds. */
  double latenessMs() {
    return (latenesses.getValueAtPercentile(50) - OFFSET_NS) / 1e6;
  }

  /** Waits for the end of the stream. */
  @Override
  public void close() throws IOException {
    reader.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
