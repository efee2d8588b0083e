package dev.zoetrope.bench.side;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.HdrHistogram.Histogram;

/** What a reader does in a run. */
final class ReceiveLoop {
  private static final int UNROLLED = 4;

  private final Receiver receiver;
  private final Histogram latency = Counts.empty();
  private long frames;
  private long elapsedNs;
  private long sum;

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
   * Takes frames until the end, or for a time where there is no protocol to tell of an end, and
   * adds up every byte.
   *
   * @param longestNs for a time
   * @param reads whether it looks at the payload at all
   */
  void stream(long longestNs, boolean reads) throws IOException {
    long stamp = receiver.receive();
    long start = System.nanoTime();
    while (stamp >= 0 && System.nanoTime() - start < longestNs) {
      if (reads) {
        sum += sum(receiver.payload());
      }
      receiver.release();
      frames++;
      stamp = receiver.receive();
    }
    receiver.release();
    elapsedNs = System.nanoTime() - start;
  }

  /** Four sums, so that none waits for another. */
  private static long sum(ByteBuffer payload) {
    long a = 0;
    long b = 0;
    long c = 0;
    long d = 0;
    LongBuffer words = payload.duplicate().order(ByteOrder.nativeOrder()).asLongBuffer();
    int end = words.limit() / UNROLLED * UNROLLED;
    for (int i = 0; i < end; i += UNROLLED) {
      a += words.get(i);
      b += words.get(i + 1);
      c += words.get(i + 2);
      d += words.get(i + 3);
    }
    return a + b + c + d;
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

  /** Keeps the sums from being thought useless. */
  long sum() {
    return sum;
  }
}
