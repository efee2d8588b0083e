package dev.zoetrope.encoder;

import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One run: all streams into one output. Whatever happens, what was encoded until then is flushed
 * and the file is finished.
 */
final class Encoding implements AutoCloseable {
  private final OutputPlan plan;
  private final StopSignal stop;
  private final Output output;
  private final List<StreamEncoder> encoders = new ArrayList<>();
  private final Map<String, ReaderState> ends = new LinkedHashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean cancelled;

  /**
   * Prepares a run.
   *
   * @param plan checked
   * @param readers joined, by the name of their stream, in the order of the output
   * @param stop ends the run early, and in order
   * @throws IOException for options that cannot be
   */
  Encoding(OutputPlan plan, Map<String, StreamReader> readers, StopSignal stop) throws IOException {
    this.plan = plan;
    this.stop = stop;
    boolean live = readers.values().stream().anyMatch(StreamReader::liveSource);
    this.output = new Output(plan, readers.size(), live);
    boolean prepared = false;
    try {
      for (Map.Entry<String, StreamReader> entry : readers.entrySet()) {
        encoders.add(
            new StreamEncoder(
                entry.getKey(), entry.getValue(), encoders.size(), plan, output, this::isOver));
      }
      prepared = true;
    } finally {
      if (!prepared) {
        close();
      }
    }
  }

  private boolean isOver() {
    return cancelled || stop.isRequested() || isComplete();
  }

  private boolean isComplete() {
    for (StreamEncoder encoder : encoders) {
      if (!encoder.isComplete()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Encodes to the end of all streams.
   *
   * @throws IOException when something failed, or a stream did not end in order; the output is
   *     finished all the same, where it can be
   */
  void run() throws IOException {
    stop.onRequest(() -> encoders.forEach(StreamEncoder::wakeup));
    List<Thread> threads = new ArrayList<>();
    for (StreamEncoder encoder : encoders) {
      Thread thread = new Thread(() -> drain(encoder), "zoetrope-encode-" + encoder.stream());
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      joinUninterruptibly(thread);
    }
    try {
      output.finish();
    } catch (IOException e) {
      fail(e);
    }
    report();
  }

  private void drain(StreamEncoder encoder) {
    try {
      ReaderState state = encoder.run();
      synchronized (ends) {
        ends.put(encoder.stream(), state);
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(e instanceof Exception failed ? failed : new IllegalStateException(e));
    }
  }

  private void fail(Exception error) {
    failure.compareAndSet(null, error);
    cancelled = true;
    encoders.forEach(StreamEncoder::wakeup);
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void report() throws IOException {
    Exception failed = failure.get();
    if (failed instanceof IOException io) {
      throw io;
    }
    if (failed instanceof RuntimeException runtime) {
      throw runtime;
    }
    for (Map.Entry<String, ReaderState> end : ends.entrySet()) {
      String why =
          switch (end.getValue()) {
            case LIVE, ENDED -> null;
            case FAILED -> "its source failed";
            case WRITER_LOST -> "its source died";
            case EVICTED ->
                "this encoder was too slow for it and was left behind; raise --stall-timeout of the"
                    + " capture, or choose a faster encoder";
          };
      if (why != null) {
        throw new OutputException(
            "stream '"
                + end.getKey()
                + "': "
                + why
                + "; '"
                + plan.target().name()
                + "' is complete up to there");
      }
    }
    if (!output.hasPackets() && !stop.isRequested()) {
      throw new OutputException(
          "output '"
              + plan.target().name()
              + "': not written, no frame came; its input has none, or -ss is behind its end");
    }
  }

  /** Streams of which no frame was encoded, though all of it ended in order. */
  List<String> emptyStreams() {
    return encoders.stream()
        .filter(encoder -> encoder.isComplete() && encoder.frames() == 0 && !stop.isRequested())
        .map(StreamEncoder::stream)
        .toList();
  }

  /** How far it is. */
  Progress progress() {
    long frames = 0;
    double seconds = 0;
    boolean hasVideo = encoders.stream().anyMatch(StreamEncoder::isVideo);
    for (StreamEncoder encoder : encoders) {
      frames += encoder.isVideo() == hasVideo ? encoder.frames() : 0;
      seconds = Math.max(seconds, encoder.endSeconds());
    }
    return new Progress(frames, seconds, output.packetBytes());
  }

  @Override
  public void close() {
    encoders.forEach(StreamEncoder::close);
    output.close();
  }
}
