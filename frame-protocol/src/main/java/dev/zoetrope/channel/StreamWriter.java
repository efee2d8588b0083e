package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamLock;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writer of a stream: owns its files, its control socket and its epochs.
 *
 * <pre>{@code
 * try (StreamWriter writer = StreamWriter.open(pipeline, "video", spec, PressurePolicy.WAIT, timeoutNs)) {
 *   FrameClaim claim = writer.claim(length);   // null: dropped, or closed meanwhile
 *   fill(claim.payload(), claim.header());
 *   claim.publish();
 * }                                            // readers see ENDED after the last frame
 * }</pre>
 *
 * <p>Thread-safe. A lock inside this process orders the producing thread and the thread of the
 * control socket; no other process can ever hold it.
 */
public final class StreamWriter implements AutoCloseable {
  private static final long WAIT_PERIOD_NS = 50_000_000L;
  private static final long HEARTBEAT_MS = 100;
  private static final long FOLLOW_TIMEOUT_NS = 5_000_000_000L;

  private final PipelineDirectory directory;
  private final String stream;
  private final PressurePolicy pressure;
  private final StreamLock streamLock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<String> everJoined = new HashSet<>();
  private final ControlServer.Connection[] connections =
      new ControlServer.Connection[ControlDescriptor.MAX_READERS];
  private final WriterEpochs epochs;
  private final StallWatch stalls;
  private final ControlServer server;
  private final Thread serverThread;
  private volatile boolean closed;
  private volatile boolean stopServing;
  private int openClaims;
  private long waitSequence;

  private StreamWriter(
      PipelineDirectory directory,
      String stream,
      EpochSpec spec,
      PressurePolicy pressure,
      long stallTimeoutNs,
      StreamLock streamLock)
      throws IOException {
    this.directory = directory;
    this.stream = stream;
    this.pressure = pressure;
    this.streamLock = streamLock;
    long former = StaleFiles.removeStream(directory, stream);
    this.epochs = new WriterEpochs(this, directory, stream, spec, former + 1);
    this.stalls = new StallWatch(stallTimeoutNs);
    try {
      this.server = new ControlServer(directory.socket(stream), new Readers());
    } catch (IOException | RuntimeException e) {
      epochs.close();
      throw e;
    }
    this.serverThread = new Thread(this::serve, "zoetrope-control-" + stream);
    serverThread.setDaemon(true);
    serverThread.start();
  }

  /**
   * Opens a stream for writing, after removing what a dead writer of it left behind.
   *
   * @param directory the pipeline; created when missing
   * @param stream name of the stream
   * @param spec geometry of the first epoch; larger frames later start a new one
   * @param pressure what to do when no slot can be claimed
   * @param stallTimeoutNs how long a reader may be in the way without progress before it is
   *     evicted, nanoseconds; must exceed the longest pause of any reader
   * @return the writer; readers can join from now on
   * @throws IOException when a living writer serves the stream, or files cannot be made
   */
  public static StreamWriter open(
      PipelineDirectory directory,
      String stream,
      EpochSpec spec,
      PressurePolicy pressure,
      long stallTimeoutNs)
      throws IOException {
    directory.create();
    StreamLock lock = StreamLock.tryAcquire(directory, stream);
    if (lock == null) {
      throw new ChannelException(
          "stream '"
              + stream
              + "' of pipeline '"
              + directory.name()
              + "' already has a writer; stop it or choose another --pipeline");
    }
    try {
      return new StreamWriter(directory, stream, spec, pressure, stallTimeoutNs, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Takes a slot to fill. With {@link PressurePolicy#WAIT} this waits until a slot can be had; with
   * {@link PressurePolicy#DROP} it returns null at once when there is none, and counts the frame as
   * dropped because of the reader in the way.
   *
   * @param payloadLength bytes that the frame needs; more than fit start a new epoch
   * @return the claim, or null when the frame is dropped or the writer was closed meanwhile
   * @throws IOException when a new epoch cannot be made
   * @throws IllegalStateException when the frame needs a new epoch while another claim is open
   */
  public FrameClaim claim(long payloadLength) throws IOException {
    lock.lock();
    try {
      int slot = closed ? SlotWriter.NONE : tryClaim(payloadLength);
      if (slot == SlotWriter.NONE && !closed) {
        slot = pressure == PressurePolicy.WAIT ? awaitSlot(payloadLength) : drop(payloadLength);
      }
      if (slot == SlotWriter.NONE) {
        return null;
      }
      openClaims++;
      return epochs.claim(slot).begin();
    } finally {
      lock.unlock();
    }
  }

  private int tryClaim(long payloadLength) throws IOException {
    SlotWriter slots = epochs.slots();
    boolean exhausted = slots.nextSequence() + openClaims >= SlotWord.MAX_GENERATION;
    if (payloadLength > slots.control().payloadCapacity() || exhausted) {
      if (openClaims > 0) {
        throw new IllegalStateException(
            "a frame of " + payloadLength + " bytes needs a new epoch: close open claims first");
      }
      if (!epochs.roll(Math.max(payloadLength, slots.control().payloadCapacity()))) {
        return SlotWriter.NONE;
      }
      ringSleepers();
    }
    return epochs.slots().claim();
  }

  private int awaitSlot(long payloadLength) throws IOException {
    long start = System.nanoTime();
    try {
      while (!closed) {
        epochs.slots().waitSequence(++waitSequence | 1);
        int slot = tryClaim(payloadLength);
        if (slot == SlotWriter.NONE) {
          waitForChange(WAIT_PERIOD_NS);
          slot = tryClaim(payloadLength);
        }
        waitSequence = (waitSequence | 1) + 1;
        epochs.slots().waitSequence(waitSequence);
        if (slot == SlotWriter.NONE) {
          slot = evictStalled(payloadLength);
        }
        if (slot != SlotWriter.NONE) {
          return slot;
        }
      }
      return SlotWriter.NONE;
    } finally {
      epochs.count(ControlDescriptor.WAITS, 1);
      epochs.count(ControlDescriptor.WAITED_NS, System.nanoTime() - start);
    }
  }

  @SuppressWarnings("WaitNotInLoop") // Both callers loop, and look at the slots each time.
  private void waitForChange(long ns) {
    try {
      long left = changed.awaitNanos(ns);
      assert left <= ns;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private int drop(long payloadLength) throws IOException {
    int slot = evictStalled(payloadLength);
    if (slot == SlotWriter.NONE) {
      epochs.count(ControlDescriptor.DROPPED, 1);
      int culprit = epochs.culprit(connections);
      if (culprit >= 0) {
        epochs.countCausedDrop(culprit);
      }
    }
    return slot;
  }

  /** Evicts who stalled; when all slots in the way are theirs, goes on in a new epoch. */
  private int evictStalled(long payloadLength) throws IOException {
    boolean evicted = false;
    boolean waiting = false;
    long now = System.nanoTime();
    for (int reader = 0; reader < connections.length; reader++) {
      if (connections[reader] == null || epochs.isEvicted(reader)) {
        continue;
      }
      boolean blocking = epochs.isBlocking(reader);
      if (stalls.isStalled(reader, blocking, epochs.progress(reader), now)) {
        epochs.evict(reader);
        connections[reader].ring(epochs.sleepSequence(reader));
        epochs.count(ControlDescriptor.EVICTIONS, 1);
        evicted = true;
      } else {
        waiting |= blocking;
      }
    }
    int slot = tryClaim(payloadLength);
    if (slot != SlotWriter.NONE || waiting || openClaims > 0) {
      return slot;
    }
    // Nobody whom we would wait for is in the way: the rest is pinned by evicted readers.
    boolean rolled = (evicted || epochs.anyEvicted(connections)) && epochs.roll(payloadLength);
    if (rolled) {
      ringSleepers();
    }
    return rolled ? epochs.slots().claim() : SlotWriter.NONE;
  }

  long publish(FrameClaim claim) {
    lock.lock();
    try {
      SlotWriter slots = epochs.slots();
      claim.header().stamp(slots.control().epoch(), slots.nextSequence());
      long sequence = slots.publish(claim.slot());
      openClaims--;
      ringSleepers();
      return sequence;
    } finally {
      lock.unlock();
    }
  }

  void abort(FrameClaim claim) {
    lock.lock();
    try {
      epochs.slots().abort(claim.slot());
      openClaims--;
      epochs.count(ControlDescriptor.ABORTED, 1);
    } finally {
      lock.unlock();
    }
  }

  private void ringSleepers() {
    for (int reader = 0; reader < connections.length; reader++) {
      if (connections[reader] != null) {
        // SYNC bell-1 (pairs with sleep-1): after the volatile store of the cursor or the state.
        long sleepSequence = epochs.sleepSequence(reader);
        if ((sleepSequence & 1) != 0) {
          connections[reader].ring(sleepSequence);
        }
      }
    }
  }

  /**
   * Waits until readers of the given names have joined, now or earlier.
   *
   * @param names names of readers
   * @param timeoutNs longest wait, nanoseconds
   * @return names still missing; empty when all came
   * @throws InterruptedException when interrupted
   */
  public Set<String> awaitReaders(Collection<String> names, long timeoutNs)
      throws InterruptedException {
    lock.lock();
    try {
      Set<String> missing = new HashSet<>(names);
      missing.removeAll(everJoined);
      for (long left = timeoutNs; !missing.isEmpty() && left > 0 && !closed; ) {
        left = changed.awaitNanos(left);
        missing.removeAll(everJoined);
      }
      return missing;
    } finally {
      lock.unlock();
    }
  }

  /** Readers joined at the moment. */
  public int readerCount() {
    lock.lock();
    try {
      int count = 0;
      for (ControlServer.Connection connection : connections) {
        count += connection == null ? 0 : 1;
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Number of the current epoch. */
  public long epoch() {
    lock.lock();
    try {
      return epochs.slots().control().epoch();
    } finally {
      lock.unlock();
    }
  }

  /** Frames dropped for want of a slot since the writer was opened. */
  public long dropped() {
    lock.lock();
    try {
      return epochs.slots().control().counter(ControlDescriptor.DROPPED);
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream: readers get what is published, then see ENDED. */
  @Override
  public void close() throws IOException {
    finish(ControlDescriptor.STATE_ENDED);
  }

  /** Ends the stream as failed: readers get what is published, then see FAILED. */
  public void fail() throws IOException {
    finish(ControlDescriptor.STATE_FAILED);
  }

  /**
   * Makes a waiting {@link #claim} return null, from any thread. The writer must still be closed.
   */
  public void cancel() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void finish(int state) throws IOException {
    if (!serverThread.isAlive()) {
      return;
    }
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      epochs.slots().control().writerStateRelease(state);
      ringSleepers();
      long deadline = System.nanoTime() + FOLLOW_TIMEOUT_NS;
      while (!epochs.reap() && System.nanoTime() - deadline < 0) {
        waitForChange(WAIT_PERIOD_NS);
      }
    } finally {
      lock.unlock();
    }
    stopServing = true;
    server.wakeup();
    try {
      serverThread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    epochs.close();
    Files.deleteIfExists(directory.resolve(StreamNames.socket(stream)));
    streamLock.close();
    directory.deleteIfEmpty();
  }

  private void serve() {
    try (server) {
      while (!stopServing) {
        server.doWork(HEARTBEAT_MS);
        lock.lock();
        try {
          epochs.heartbeat();
        } finally {
          lock.unlock();
        }
      }
    } catch (IOException e) {
      cancel();
    }
  }

  /** What the control socket tells, on its thread. */
  private final class Readers implements ControlServer.Listener {
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
  }
}
