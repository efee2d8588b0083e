package dev.zoetrope.channel;

import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The sockets of all simulated processes: bytes arrive after a while, in order, and doorbells at
 * times never.
 */
final class SimulatedNetwork {
  private final Scheduler scheduler;
  private final SplittableRandom random;
  private final double loss;
  private final long maxDelayNs;
  private final Coverage coverage;
  private final Map<Path, SimulatedListener> listeners = new HashMap<>();

  /**
   * A network that nobody uses yet.
   *
   * @param loss how probable it is that a doorbell is lost
   * @param maxDelayNs longest way of a byte
   */
  SimulatedNetwork(
      Scheduler scheduler,
      SplittableRandom random,
      double loss,
      long maxDelayNs,
      Coverage coverage) {
    this.scheduler = scheduler;
    this.random = random;
    this.loss = loss;
    this.maxDelayNs = maxDelayNs;
    this.coverage = coverage;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** When what is sent now arrives. */
  long arrivesAtNs() {
    return scheduler.nowNs() + random.nextLong(maxDelayNs + 1);
  }

  /** Whether a doorbell rung now is lost. */
  boolean losesBell() {
    boolean isLost = random.nextDouble() < loss;
    if (isLost) {
      coverage.count(Coverage.Event.BELL_LOST);
    }
    return isLost;
  }

  void listen(Path path, SimulatedListener listener) {
    listeners.put(path, listener);
  }

  void close(Path path, SimulatedListener listener) {
    listeners.remove(path, listener);
  }

  /** Whoever serves a path: its file must be there, as for the kernel. */
  SimulatedListener listener(Path path) throws ConnectException {
    SimulatedListener listener = Files.exists(path) ? listeners.get(path) : null;
    if (listener == null) {
      throw new ConnectException("Connection refused");
    }
    return listener;
  }
}
