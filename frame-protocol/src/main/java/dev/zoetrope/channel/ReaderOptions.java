package dev.zoetrope.channel;

import dev.zoetrope.region.StreamNames;

/**
 * How a reader joins a stream.
 *
 * @param name name under which it is counted and shown
 * @param policy which frames it gets
 * @param connectTimeoutNs how long to wait for the stream to appear, nanoseconds
 * @param spin whether {@link StreamReader#await} burns a core instead of sleeping on the doorbell
 * @param nap whether frames that follow each other in milliseconds may wait for one, as long as
 *     half of the slots take to fill, so that not each of them wakes this reader up
 */
public record ReaderOptions(
    String name, ReaderPolicy policy, long connectTimeoutNs, boolean spin, boolean nap) {
  private static final long DEFAULT_CONNECT_TIMEOUT_NS = 10_000_000_000L;

  /** Checks every value. */
  public ReaderOptions {
    StreamNames.check("reader", name);
    if (connectTimeoutNs < 0) {
      throw new IllegalArgumentException(
          "connect timeout is " + connectTimeoutNs + " ns, allowed: 0 and more");
    }
  }

  /** A sleeping reader that waits 10 s for the stream to appear. */
  public static ReaderOptions of(String name, ReaderPolicy policy) {
    return new ReaderOptions(name, policy, DEFAULT_CONNECT_TIMEOUT_NS, false, false);
  }

  /** The same with another time to wait for the stream, nanoseconds. */
  public ReaderOptions withConnectTimeoutNs(long ns) {
    return new ReaderOptions(name, policy, ns, spin, nap);
  }

  /** The same, spinning or not. */
  public ReaderOptions withSpin(boolean on) {
    return new ReaderOptions(name, policy, connectTimeoutNs, on, nap);
  }

  /** The same, napping or not. */
  public ReaderOptions withNap(boolean on) {
    return new ReaderOptions(name, policy, connectTimeoutNs, spin, on);
  }
}
