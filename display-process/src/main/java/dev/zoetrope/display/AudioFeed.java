package dev.zoetrope.display;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.ffmpeg.command.StageLog;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Plays a sound stream: an agent that runs on a thread of its own and reports to the clock. A
 * device that fails costs one warning, and the display goes on in silence.
 */
final class AudioFeed implements Runnable, AutoCloseable {
  /**
   * More than this is not queued; what comes meanwhile waits in the slots or is overwritten, of a
   * live source it is skipped: to wait would be latency for long. For so long pictures wait in
   * textures.
   */
  private static final long MAX_QUEUED_NS = 250_000_000L;

  private static final long PERIOD_NS = 5_000_000L;
  private static final long DRAIN_LIMIT_NS = 3_000_000_000L;

  private final Consumer<String> warn;
  private final StreamReader reader;
  private final MediaClock clock;
  private final AudioOutput output;
  private final AudioConverter converter;
  private final Thread thread = new Thread(this, "zoetrope-audio");
  private volatile boolean isStopped;
  private volatile ReaderState finalState = ReaderState.LIVE;

  /**
   * Prepares to play; {@link #start} begins.
   *
   * @param reader a leaky reader of a sound stream; closed at the end
   * @param clock told what is heard
   * @param gain 1 plays sound as it is
   * @param warn told when sound is given up, on the feed's thread
   */
  AudioFeed(StreamReader reader, MediaClock clock, float gain, Consumer<String> warn) {
    this.warn = warn;
    this.reader = reader;
    this.clock = clock;
    this.output = new AudioOutput(gain);
    this.converter = new AudioConverter(output);
  }

  void start() {
    thread.start();
  }

  /** Whether everything was heard, or nothing will be. */
  boolean isFinished() {
    return !thread.isAlive();
  }

  /** How the stream ended; {@link ReaderState#LIVE} while it has not, or sound was given up. */
  ReaderState finalState() {
    return finalState;
  }

  @Override
  public void run() {
    try {
      while (!isStopped && doWork()) {
        output.report(clock);
      }
      if (!isStopped) {
        drain();
      }
    } catch (IOException | RuntimeException e) {
      warn.accept("no sound: " + e.getMessage());
      StageLog.details(AudioFeed.class).debug("no sound", e);
    } finally {
      clock.soundEnded();
      converter.close();
      output.close();
      reader.close();
    }
  }

  /** One turn: takes at most one frame. False at the end of the stream. */
  private boolean doWork() throws IOException {
    boolean isFull = output.queuedNs() > MAX_QUEUED_NS;
    if (isFull && !reader.liveSource()) {
      LockSupport.parkNanos(PERIOD_NS);
      return true;
    }
    try (FrameLease lease = reader.await(PERIOD_NS)) {
      if (lease == null) {
        finalState = reader.state();
        return finalState == ReaderState.LIVE;
      }
      if (isFull) {
        return true;
      }
      AudioFormat format = AudioFormat.of(lease.header());
      if (format == null) {
        converter.put(lease);
      } else {
        converter.finish();
        output.put(lease, format);
      }
    }
    return true;
  }

  private void drain() throws IOException {
    converter.finish();
    output.finish();
    long deadline = System.nanoTime() + DRAIN_LIMIT_NS;
    while (!isStopped && output.isPlaying() && System.nanoTime() - deadline < 0) {
      output.report(clock);
      LockSupport.parkNanos(PERIOD_NS);
    }
    // What the device itself holds, not counted any more once the queue ran dry.
    LockSupport.parkNanos(isStopped ? 0 : output.deviceNs() * 2);
  }

  /** Stops playing at once. */
  @Override
  public void close() {
    isStopped = true;
    reader.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
