package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.agrona.CloseHelper;

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
  private static final long MAPPING_PERIOD_NS = 2_000_000L;
  private static final long HEARTBEAT_MS = 100;
  private static final long LOCK_PATIENCE_NS = 500_000_000L;
  private static final long LOCK_RETRY_MS = 10;

  /** Readers that the writer never waits for get this long to map the last files at the end. */
  private static final long SHORT_MAPPING_NS = 1_000_000_000L;

  private final Host host;
  private final PipelineDirectory directory;
  private final String stream;
  private final long stallTimeoutNs;
  private final StreamLock streamLock;
  private final Lock lock;
  private final Condition changed;
  private final WriterEpochs epochs;
  private final WriterReaders readers;
  private final WriterClaims claims;
  private final ControlServer server;
  private volatile boolean stopServing;
  private volatile Throwable serverFailure;
  private volatile Consumer<String> onEviction = line -> {};

  // Guarded by the lock.
  private boolean isServing = true;
  private boolean isUnmapped;
  private long lastEpoch;
  private long lastDropped;

  private StreamWriter(
      Host host,
      PipelineDirectory directory,
      String stream,
      EpochSpec spec,
      PressurePolicy pressure,
      long stallTimeoutNs,
      StreamLock streamLock)
      throws IOException {
    this.host = host;
    this.lock = host.newLock();
    this.changed = lock.newCondition();
    this.directory = directory;
    this.stream = stream;
    this.stallTimeoutNs = stallTimeoutNs;
    this.streamLock = streamLock;
    Probe.at(ProtocolPoint.WRITER_LOCKED);
    long former = StaleFiles.removeStream(directory, stream);
    Probe.at(ProtocolPoint.WRITER_CLEANED);
    this.epochs = new WriterEpochs(directory, stream, spec, former + 1);
    StallWatch stalls = new StallWatch(stallTimeoutNs);
    this.readers = new WriterReaders(stream, epochs, stalls, lock, changed);
    this.claims = new WriterClaims(host, lock, changed, pressure, epochs, readers, stalls);
    try {
      this.server = new ControlServer(host, directory.socket(stream), readers);
    } catch (IOException | RuntimeException e) {
      epochs.close();
      throw e;
    }
    Probe.at(ProtocolPoint.SOCKET_BOUND);
    host.start("zoetrope-control-" + stream, this::serve);
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
    return open(new Host(), directory, stream, spec, pressure, stallTimeoutNs);
  }

  static StreamWriter open(
      Host host,
      PipelineDirectory directory,
      String stream,
      EpochSpec spec,
      PressurePolicy pressure,
      long stallTimeoutNs)
      throws IOException {
    if (stallTimeoutNs <= 0) {
      throw new IllegalArgumentException(
          "stall timeout is " + stallTimeoutNs + " ns, allowed: 1 and more");
    }
    directory.socket(stream); // Too long a path fails here, before anything is made.
    StreamLock lock = acquire(host, directory, stream);
    try {
      return new StreamWriter(host, directory, stream, spec, pressure, stallTimeoutNs, lock);
    } catch (IOException | RuntimeException e) {
      CloseHelper.closeAll(lock, directory::deleteIfEmpty);
      throw e;
    }
  }

  /** A clean-up holds the lock for a moment, and may remove the directory; a writer holds it on. */
  private static StreamLock acquire(Host host, PipelineDirectory directory, String stream)
      throws IOException {
    long deadline = host.nanoTime() + LOCK_PATIENCE_NS;
    boolean isThere = false;
    while (true) {
      boolean isLast = host.nanoTime() - deadline >= 0;
      try {
        StreamLock lock = host.tryLock(directory.create(), stream);
        if (lock != null) {
          return lock;
        }
        isThere = true;
      } catch (NoSuchFileException e) {
        // Just removed by the last one who wrote there, unless it cannot be made at all.
        if (isLast && !isThere) {
          throw e;
        }
      }
      if (isLast) {
        throw new ChannelException(
            "stream '"
                + stream
                + "' of pipeline '"
                + directory.name()
                + "' already has a writer; stop it or choose another --pipeline");
      }
      host.sleep(LOCK_RETRY_MS, "waiting for the lock of stream '" + stream + "'");
    }
  }

  /**
   * Takes a slot to fill. With {@link PressurePolicy#WAIT} this waits until a slot can be had; with
   * {@link PressurePolicy#DROP} it returns null at once when there is none, and counts the frame as
   * dropped because of the reader in the way; {@link PressurePolicy#CATCH_UP} is between the two.
   *
   * @param payloadLength bytes that the frame needs, 0 and more; more than fit start a new epoch
   * @return the claim, or null when the frame is dropped or the writer was closed meanwhile
   * @throws InterruptedIOException when the thread is interrupted and would have to wait; it stays
   *     interrupted
   * @throws IOException when a new epoch cannot be made, or the control socket failed
   * @throws IllegalArgumentException when no slot can ever be that large
   * @throws IllegalStateException when the frame needs a new epoch while another claim is open, or
   *     open claims have kept every slot for the stall timeout
   */
  public FrameClaim claim(long payloadLength) throws IOException {
    FrameClaim claim = new FrameClaim();
    return claim(payloadLength, claim) ? claim : null;
  }

  /**
   * As {@link #claim(long)}, for loops that must not allocate: the caller makes one claim and uses
   * it again and again. Nobody may keep it beyond its end, or end it twice, then: that would be the
   * end of another one.
   *
   * @param payloadLength bytes that the frame needs, 0 and more; more than fit start a new epoch
   * @param claim published or closed, or never used
   * @return whether there is a slot; the claim is on it then
   * @throws IOException as {@link #claim(long)}
   * @throws IllegalStateException as {@link #claim(long)}, or when the claim is open
   */
  public boolean claim(long payloadLength, FrameClaim claim) throws IOException {
    if (claim.isOpen()) {
      throw new IllegalStateException("the claim is open: publish or close it before the next one");
    }
    if (payloadLength < 0 || payloadLength > EpochSpec.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "frame of " + payloadLength + " bytes, allowed: 0 to " + EpochSpec.MAX_PAYLOAD);
    }
    boolean isClaimed = claims.claim(payloadLength, claim);
    tellEvictions();
    if (!isClaimed) {
      checkServer();
    }
    return isClaimed;
  }

  /**
   * Takes a slot to fill that stays the writer's after it is published. With {@link
   * PressurePolicy#WAIT} this waits as {@link #claim} does; but for want of slots to keep (see
   * {@link EpochSpec#keptSlots}) it never waits, as only the caller itself can change that.
   *
   * @param payloadLength as for {@link #claim}, except that frames which need a new epoch do not
   *     mind other holds, which stay good for reading and are no longer publishable
   * @return the hold, or null when there is none now; nothing is counted then
   * @throws IOException as {@link #claim}
   */
  public FrameHold hold(long payloadLength) throws IOException {
    FrameHold hold = claims.hold(payloadLength);
    tellEvictions();
    return hold;
  }

  private void tellEvictions() {
    for (String name = readers.takeEvicted(); name != null; name = readers.takeEvicted()) {
      onEviction.accept(
          "reader '"
              + name
              + "' of stream '"
              + stream
              + "' made no progress for "
              + BigDecimal.valueOf(stallTimeoutNs, 9).stripTrailingZeros().toPlainString()
              + " s and was shut out; see what holds it, or raise --stall-timeout");
    }
  }

  /**
   * Tells somebody of readers that are evicted from now on.
   *
   * @param listener gets a line for the user that names reader and stream, on the thread that
   *     claims
   */
  public void onEviction(Consumer<String> listener) {
    onEviction = listener;
  }

  private void checkServer() throws IOException {
    Throwable failure = serverFailure;
    if (failure != null) {
      throw new IOException("the control socket of stream '" + stream + "' failed", failure);
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
      Set<String> missing = readers.missing(names);
      for (long left = timeoutNs; !missing.isEmpty() && left > 0 && !claims.isCancelled(); ) {
        left = changed.awaitNanos(left);
        missing = readers.missing(names);
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
      return readers.count();
    } finally {
      lock.unlock();
    }
  }

  /** Number of the current epoch; after closing, of the last one. */
  public long epoch() {
    lock.lock();
    try {
      return isUnmapped ? lastEpoch : epochs.slots().control().epoch();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether claims of a {@link PressurePolicy#CATCH_UP} writer wait for readers, or did a moment
   * ago: the source had better keep what comes meanwhile. From any thread.
   */
  public boolean isCatchingUp() {
    return claims.isCatchingUp();
  }

  /** Frames dropped for want of a slot since the writer was opened. */
  public long dropped() {
    lock.lock();
    try {
      return isUnmapped ? lastDropped : epochs.dropped();
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
   * Makes a waiting {@link #claim} return null, from any thread, and every later one. Open claims
   * can still be published; the writer must still be closed.
   */
  public void cancel() {
    claims.cancel();
  }

  private void finish(int state) throws IOException {
    lock.lock();
    try {
      if (!claims.end()) {
        return;
      }
      epochs.end(state);
      Probe.at(ProtocolPoint.END_STATED);
      readers.ringSleepers();
      awaitMappers();
    } finally {
      lock.unlock();
    }
    CloseHelper.closeAll(
        this::stopServer,
        () -> Probe.at(ProtocolPoint.END_DISCONNECTED),
        this::closeEpochs,
        () -> Probe.at(ProtocolPoint.END_FILES_REMOVED),
        () -> Files.deleteIfExists(directory.socket(stream)),
        streamLock,
        directory::deleteIfEmpty);
  }

  /**
   * Frames already published are promised to readers that have yet to map their epoch: the files
   * stay for them, for a while.
   */
  private void awaitMappers() {
    long start = host.nanoTime();
    try {
      long waited = 0;
      while (waited < stallTimeoutNs
          && epochs.isAwaitingMappers(waited >= SHORT_MAPPING_NS)
          && isServing) {
        long left = changed.awaitNanos(Math.min(MAPPING_PERIOD_NS, stallTimeoutNs - waited));
        assert left <= MAPPING_PERIOD_NS;
        waited = host.nanoTime() - start;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopServer() {
    stopServing = true;
    server.wakeup();
    lock.lock();
    try {
      while (isServing) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Unmaps once no other thread is inside a claim. */
  private void closeEpochs() {
    lock.lock();
    try {
      claims.awaitIdle();
      lastEpoch = epochs.slots().control().epoch();
      lastDropped = epochs.dropped();
      isUnmapped = true;
      epochs.close();
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    try (server) {
      while (!stopServing) {
        server.doWork(HEARTBEAT_MS);
        lock.lock();
        try {
          epochs.heartbeat(host.nanoTime());
        } finally {
          lock.unlock();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      // Without its socket the stream cannot go on.
      serverFailure = e;
      cancel();
    } finally {
      lock.lock();
      try {
        isServing = false;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
