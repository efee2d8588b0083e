package dev.zoetrope.channel;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** One direction of a connection. */
final class SimulatedPipe {
  private static final int CAPACITY = 600;

  private record Sent(byte value, long arrivesAtNs) {}

  private final SimulatedNetwork network;
  private final Deque<Sent> bytes = new ArrayDeque<>();
  private long lastNs;
  private long endsAtNs = Long.MAX_VALUE;
  private boolean isBroken;

  SimulatedPipe(SimulatedNetwork network) {
    this.network = network;
  }

  /** Takes what there is room for. */
  int write(ByteBuffer source) {
    int count = Math.min(source.remaining(), CAPACITY - bytes.size());
    lastNs = Math.max(lastNs, network.arrivesAtNs());
    for (int i = 0; i < count; i++) {
      bytes.add(new Sent(source.get(), lastNs));
    }
    return count;
  }

  /** Gives what has arrived; -1 after the end. */
  int read(ByteBuffer target) {
    long now = network.scheduler().nowNs();
    int count = 0;
    while (target.hasRemaining() && !bytes.isEmpty() && readableAtNs() <= now) {
      target.put(bytes.removeFirst().value());
      count++;
    }
    return count == 0 && bytes.isEmpty() && endsAtNs <= now ? -1 : count;
  }

  /** When a read gives something, or the end. */
  long readableAtNs() {
    return bytes.isEmpty() ? endsAtNs : Math.min(endsAtNs, bytes.getFirst().arrivesAtNs());
  }

  /** Nothing more is written. The kernel tells the reader at once, after what was written. */
  void end() {
    endsAtNs = Math.min(endsAtNs, network.scheduler().nowNs());
  }

  /** Nobody reads any more. */
  void breakOff() {
    isBroken = true;
  }

  boolean isBroken() {
    return isBroken;
  }
}
