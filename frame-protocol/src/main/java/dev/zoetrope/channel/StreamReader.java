package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.ReaderCell;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;

/**
 * A reader of a stream: joins it, takes leases on frames where they lie, follows new epochs.
 *
 * <pre>{@code
 * try (StreamReader reader = StreamReader.connect(pipeline, "video", options)) {
 *   while (reader.state() == ReaderState.LIVE) {
 *     try (FrameLease frame = reader.await(100_000_000)) {   // null: none yet
 *       if (frame != null) use(frame);
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>One thread at a time, but for {@link #wakeup} and the closing of leases.
 */
public final class StreamReader implements AutoCloseable {
  /** A doorbell lost to a bug or a hostile peer costs this long, not a hang. */
  private static final long MAX_SLEEP_NS = 100_000_000L;

  private static final long LIVENESS_CHECK_NS = 100_000_000L;

  private final PipelineDirectory directory;
  private final String stream;
  private final ReaderOptions options;
  private final SharedConnection connection;
  private final int cell;
  private EpochReader current;
  private long sleepSequence;
  private long checkedNs = System.nanoTime();
  private boolean wasEvicted;
  private boolean isClosed;
  private volatile boolean woken;

  private StreamReader(
      PipelineDirectory directory, String stream, ReaderOptions options, ControlClient client)
      throws IOException {
    this.directory = directory;
    this.stream = stream;
    this.options = options;
    this.connection = new SharedConnection(client);
    Handshake.Grant grant = client.grant();
    this.cell = grant.cell();
    try {
      check(grant);
      this.current =
          EpochReader.open(directory, stream, grant.epoch(), cell, options.policy(), connection);
    } catch (IOException | RuntimeException e) {
      connection.release();
      throw e;
    }
  }

  private void check(Handshake.Grant grant) throws ChannelException {
    boolean names =
        StreamNames.control(stream, grant.epoch()).equals(grant.control())
            && StreamNames.frames(stream, grant.epoch()).equals(grant.frames());
    if (!names || cell < 0 || cell >= ControlDescriptor.MAX_READERS) {
      throw new ChannelException(
          "the writer of stream '"
              + stream
              + "' granted '"
              + StreamNames.printable(grant.toString())
              + "', which is not valid");
    }
  }

  /**
   * Joins a stream, waiting for it to appear. The first frame it can see is the one published next.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @param options name, policy and patience
   * @return the reader
   * @throws ChannelException when the stream does not appear in time or refuses the reader
   * @throws IOException when its files cannot be mapped
   */
  public static StreamReader connect(
      PipelineDirectory directory, String stream, ReaderOptions options) throws IOException {
    Handshake.Request request =
        new Handshake.Request(options.name(), options.policy(), ProcessHandle.current().pid());
    ControlClient client =
        ControlClient.connect(directory.socket(stream), request, options.connectTimeoutNs());
    return new StreamReader(directory, stream, options, client);
  }

  /**
   * Takes a frame if there is one.
   *
   * @return a lease to close, or null when there is none now; {@link #state()} tells whether one
   *     may come
   * @throws dev.zoetrope.layout.CorruptRegionException when shared memory holds what no correct
   *     writer writes
   * @throws IOException when a new epoch cannot be mapped
   */
  public FrameLease poll() throws IOException {
    while (!wasEvicted && !isClosed) {
      FrameLease lease = current.next();
      if (lease != null) {
        return lease;
      }
      wasEvicted = current.slots().isEvicted();
      if (wasEvicted || !follow()) {
        return null;
      }
    }
    return null;
  }

  /**
   * Moves to the next epoch when this one is superseded and drained, or finds a frame meanwhile.
   */
  private boolean follow() throws IOException {
    ControlRegion control = current.epoch().control();
    // SYNC follow-1 (pairs with roll-1): the state is read before the cursor, so a frame published
    // before the change of state is not missed.
    if (control.writerStateAcquire() != ControlDescriptor.STATE_SUPERSEDED) {
      return false;
    }
    if (!current.slots().isDrained()) {
      return true;
    }
    EpochReader next =
        EpochReader.open(
            directory, stream, control.nextEpoch(), cell, options.policy(), connection);
    ReaderCell left = current.slots().cell();
    left.carryCountersTo(next.slots().cell());
    left.counter(ReaderCellDescriptor.FOLLOWED, 1);
    current.close();
    current = next;
    return true;
  }

  /**
   * Takes a frame, waiting for one.
   *
   * @param timeoutNs longest wait, nanoseconds
   * @return a lease to close, or null when the time is up, {@link #wakeup} was called, or the state
   *     is no longer {@link ReaderState#LIVE}
   * @throws IOException as {@link #poll()}
   */
  public FrameLease await(long timeoutNs) throws IOException {
    long deadline = System.nanoTime() + timeoutNs;
    while (true) {
      FrameLease lease = poll();
      if (lease != null || state() != ReaderState.LIVE || takeWakeup()) {
        return lease;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return null;
      }
      if (options.spin()) {
        Thread.onSpinWait();
      } else {
        sleep(Math.min(left, MAX_SLEEP_NS));
      }
    }
  }

  private boolean takeWakeup() {
    boolean was = woken;
    woken = false;
    return was;
  }

  private void sleep(long ns) {
    SlotReader slots = current.slots();
    sleepSequence += 2;
    // SYNC sleep-1 (pairs with bell-1): volatile; says "I sleep" before looking once more.
    slots.cell().sleepSequenceVolatile(sleepSequence - 1);
    // SYNC sleep-2 (pairs with publish-3).
    if (slots.isDrained() && slots.control().writerStateAcquire() == ControlDescriptor.STATE_LIVE) {
      connection.client().sleep(ns);
    }
    slots.cell().sleepSequenceVolatile(sleepSequence);
  }

  /**
   * Where this reader stands. Final states are reported only when no published frame is left to
   * take.
   *
   * @return the state
   */
  public ReaderState state() {
    if (wasEvicted) {
      return ReaderState.EVICTED;
    }
    int writer = current.epoch().control().writerStateAcquire();
    if (writer == ControlDescriptor.STATE_LIVE) {
      return isWriterLost() && current.slots().isDrained()
          ? ReaderState.WRITER_LOST
          : ReaderState.LIVE;
    }
    if (writer == ControlDescriptor.STATE_SUPERSEDED || !current.slots().isDrained()) {
      return ReaderState.LIVE;
    }
    return writer == ControlDescriptor.STATE_ENDED ? ReaderState.ENDED : ReaderState.FAILED;
  }

  /**
   * The connection is the liveness; a sleeper notices at once, a spinner by looking now and then.
   */
  private boolean isWriterLost() {
    long now = System.nanoTime();
    if (now - checkedNs > LIVENESS_CHECK_NS) {
      checkedNs = now;
      connection.client().drain();
    }
    // Once more after the connection ended: an orderly end was written before.
    return connection.client().isLost()
        && current.epoch().control().writerStateAcquire() == ControlDescriptor.STATE_LIVE;
  }

  /** Makes a waiting {@link #await} return null once; from any thread. */
  public void wakeup() {
    woken = true;
    connection.client().wakeup();
  }

  /** Kind of the stream. */
  public StreamKind kind() {
    return current.epoch().control().kind();
  }

  /** Expected length of the stream, nanoseconds; -1 when unknown. */
  public long durationNs() {
    return current.epoch().control().durationNs();
  }

  /** Nominal frame rate, numerator; 0 when unknown or variable. */
  public int frameRateNum() {
    return current.epoch().control().frameRateNum();
  }

  /** Nominal frame rate, denominator. */
  public int frameRateDen() {
    return current.epoch().control().frameRateDen();
  }

  /** Slots of the current epoch: the most leases that can be open at once. */
  public int slotCount() {
    return current.epoch().control().slotCount();
  }

  /** Whether the source of the stream cannot wait. */
  public boolean liveSource() {
    return current.epoch().control().liveSource();
  }

  /** Number of the epoch that this reader is in. */
  public long epoch() {
    return current.epoch().number();
  }

  /**
   * One of this reader's own counters.
   *
   * @param field such as {@link ReaderCellDescriptor#DELIVERED}
   * @return its value, cumulative since joining
   */
  public long counter(int field) {
    return current.slots().cell().counter(field);
  }

  /**
   * Leaves the stream. Leases still open stay good, and keep the connection, until they are closed.
   */
  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      current.slots().finish();
      current.close();
      connection.release();
    }
  }
}
