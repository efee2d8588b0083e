package dev.zoetrope.bench.side;

import java.io.IOException;
import org.HdrHistogram.Histogram;

/** What a reader does in a run. */
final class ReceiveLoop {
  private final Receiver receiver;
  private final Histogram latency = Counts.empty();
  private long frames;
  private long elapsedNs;
  private long differing;

  ReceiveLoop(Receiver receiver) {
    this.receiver = receiver;
  }

  /** Takes frames until the end, and measures how old each stamp is. */
  void handOff() throws IOException {
    for (long stamp = receiver.receive(); stamp >= 0; stamp = receiver.receive()) {
      latency.recordValue(Math.max(0, System.nanoTime() - stamp));
      receiver.release();
      frames++;
    }
    receiver.release();
  }

  /**
   * Takes frames until the end, and compares the halves of each.
   *
   * @param reads whether it looks at the payload at all
   */
  void stream(boolean reads) throws IOException {
    long stamp = receiver.receive();
    long start = System.nanoTime();
    while (stamp >= 0) {
      if (reads && Picture.differs(receiver.payload())) {
        differing++;
      }
      receiver.release();
      frames++;
      stamp = receiver.receive();
    }
    receiver.release();
    elapsedNs = System.nanoTime() - start;
  }

  Histogram latency() {
    return latency;
  }

  long frames() {
    return frames;
  }

  long elapsedNs() {
    return elapsedNs;
  }

  /** Frames that were not the picture that was sent. */
  long differing() {
    return differing;
  }
}
