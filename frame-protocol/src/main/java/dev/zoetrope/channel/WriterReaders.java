package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.region.StreamNames;
import java.util.Collection;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The readers of a writer: who is connected, who sleeps, who stalls. What the control socket tells
 * arrives here on its own thread; everything is guarded by the writer's lock.
 */
final class WriterReaders implements ControlServer.Listener {
  private final String stream;
  private final WriterEpochs epochs;
  private final StallWatch stalls;
  private final Lock lock;
  private final Condition changed;
  private final Set<String> everJoined = new HashSet<>();
  private final ControlServer.Connection[] connections =
      new ControlServer.Connection[ControlDescriptor.MAX_READERS];
  private final String[] names = new String[ControlDescriptor.MAX_READERS];
  private final Queue<String> evicted = new ConcurrentLinkedQueue<>();

  /**
   * Starts with no reader.
   *
   * @param lock the writer's lock
   * @param changed condition of that lock, signalled when a slot may be free or a reader joined
   */
  WriterReaders(
      String stream, WriterEpochs epochs, StallWatch stalls, Lock lock, Condition changed) {
    this.stream = stream;
    this.epochs = epochs;
    this.stalls = stalls;
    this.lock = lock;
    this.changed = changed;
  }

  @Override
  public Handshake.Grant join(ControlServer.Connection connection, Handshake.Request request)
      throws Handshake.Refusal {
    lock.lock();
    try {
      int reader = 0;
      while (reader < connections.length && connections[reader] != null) {
        reader++;
      }
      if (reader == connections.length) {
        throw new Handshake.Refusal(
            "full", "stream '" + stream + "' has " + connections.length + " readers, the most");
      }
      SlotWriter slots = epochs.slots();
      slots.join(reader, request.name(), request.policy().code(), request.pid());
      connections[reader] = connection;
      names[reader] = request.name();
      stalls.reset(reader);
      everJoined.add(request.name());
      changed.signalAll();
      long epoch = slots.control().epoch();
      return new Handshake.Grant(
          epoch, reader, StreamNames.control(stream, epoch), StreamNames.frames(stream, epoch));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void bell() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void leave(ControlServer.Connection connection) {
    lock.lock();
    try {
      for (int reader = 0; reader < connections.length; reader++) {
        if (connections[reader] == connection) {
          connections[reader] = null;
          epochs.leave(reader);
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int count() {
    int count = 0;
    for (ControlServer.Connection connection : connections) {
      count += connection == null ? 0 : 1;
    }
    return count;
  }

  /** Which of the names never joined. */
  Set<String> missing(Collection<String> names) {
    Set<String> missing = new HashSet<>(names);
    missing.removeAll(everJoined);
    return missing;
  }

  /** Wakes every reader that sleeps; after a store of the cursor or of the writer's state. */
  void ringSleepers() {
    for (int reader = 0; reader < connections.length; reader++) {
      if (connections[reader] != null) {
        ring(reader);
      }
    }
  }

  private void ring(int reader) {
    // SYNC bell-1 (pairs with sleep-1 and sleep-2): after the volatile store of the cursor or the
    // state.
    long sleepSequence = epochs.sleepSequence(reader);
    if ((sleepSequence & 1) != 0) {
      connections[reader].ring(sleepSequence);
    }
  }

  /**
   * Evicts readers that stalled.
   *
   * @param nowNs monotonic clock
   * @return whether a reader that is waited for is in the way
   */
  boolean evictStalled(long nowNs) {
    boolean isAnyoneInTheWay = false;
    for (int reader = 0; reader < connections.length; reader++) {
      if (connections[reader] == null || epochs.isEvicted(reader) || !epochs.isBlocking(reader)) {
        stalls.reset(reader);
      } else if (stalls.isStalled(reader, epochs.progress(reader), nowNs)) {
        epochs.evict(reader);
        evicted.add(names[reader]);
        epochs.count(ControlDescriptor.EVICTIONS, 1);
        connections[reader].ring();
      } else {
        isAnyoneInTheWay = true;
      }
    }
    return isAnyoneInTheWay;
  }

  /** Name of the next reader that was evicted, or null; without the lock. */
  String takeEvicted() {
    return evicted.poll();
  }

  /** Whether a reader that was evicted from the current epoch is still connected. */
  boolean isAnyoneEvicted() {
    for (int reader = 0; reader < connections.length; reader++) {
      if (connections[reader] != null && epochs.isEvicted(reader)) {
        return true;
      }
    }
    return false;
  }
}
