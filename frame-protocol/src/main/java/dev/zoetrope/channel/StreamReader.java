package dev.zoetrope.channel;

import static dev.zoetrope.layout.ReaderCellDescriptor.PRESENCE;
import static dev.zoetrope.layout.ReaderCellDescriptor.PRESENCE_LEFT;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.ReaderCell;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;

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

  /** Slower frames are worth a bell each; and so long a stop may have to wait. */
  private static final long MAX_NAP_NS = 20_000_000L;

  /** A cursor that runs away from a writer that ended is met again on the next call. */
  private static final int MAX_LOOKS = 256;

  private static final long LIVENESS_CHECK_NS = 100_000_000L;
  private static final long REJOIN_MS = 10;

  private final Host host;
  private final ReaderOptions options;
  private final SharedConnection connection;
  private final EpochChain epochs;

  /** For the next frame: looks in vain make none. */
  private FrameLease unused = new FrameLease();

  private final NapTime naps = new NapTime(MAX_NAP_NS);
  private long sleepSequence;
  private long checkedNs;
  private boolean wasEvicted;
  private boolean isClosed;
  private ReaderState stateAtClose;
  private ReaderCell cellAtClose;
  private volatile boolean woken;

  private StreamReader(
      Host host, ReaderOptions options, SharedConnection connection, EpochChain epochs) {
    this.host = host;
    this.options = options;
    this.connection = connection;
    this.epochs = epochs;
    this.checkedNs = host.nanoTime();
  }

  /**
   * Joins a stream, waiting for it to appear. The first frame it can see is the one published next.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @param options name, policy and patience
   * @return the reader
   * @throws ChannelException when the stream does not appear in time or refuses the reader
   * @throws CorruptRegionException when its files are not what a correct writer makes
   * @throws IOException when its files cannot be mapped
   */
  public static StreamReader connect(
      PipelineDirectory directory, String stream, ReaderOptions options) throws IOException {
    return connect(new Host(), directory, stream, options);
  }

  static StreamReader connect(
      Host host, PipelineDirectory directory, String stream, ReaderOptions options)
      throws IOException {
    Handshake.Request request =
        new Handshake.Request(options.name(), options.policy(), ProcessHandle.current().pid());
    long deadline = host.nanoTime() + options.connectTimeoutNs();
    while (true) {
      long left = Math.max(0, deadline - host.nanoTime());
      ControlClient client = ControlClient.connect(host, directory, stream, request, left);
      SharedConnection connection = new SharedConnection(client);
      try {
        EpochChain epochs = EpochChain.join(directory, stream, options, connection);
        return new StreamReader(host, options, connection, epochs);
      } catch (IOException | RuntimeException e) {
        client.drain();
        connection.release();
        // Files may be gone between the writer's answer and our mapping: it has ended, and perhaps
        // another one comes; or it has evicted this reader already, which then joins again.
        if (!client.isLost() && !(e instanceof NoSuchFileException)) {
          throw e;
        }
        if (host.nanoTime() - deadline >= 0) {
          String why =
              client.isLost()
                  ? "the writer of stream '" + stream + "' went away"
                  : "reader '"
                      + options.name()
                      + "' was evicted from stream '"
                      + stream
                      + "' before it had mapped '"
                      + e.getMessage()
                      + "'; raise --stall-timeout of the capture";
          throw (IOException) new ChannelException(why, client.isLost()).initCause(e);
        }
        host.sleep(REJOIN_MS, "joining stream '" + stream + "' again");
      }
    }
  }

  /**
   * Takes a frame if there is one.
   *
   * @return a lease to close, or null when there is none now; {@link #state()} tells whether one
   *     may come
   * @throws CorruptRegionException when shared memory holds what no correct writer writes; a frame
   *     with a bad header is skipped, and the next call goes on after it
   * @throws IOException when a new epoch cannot be mapped
   * @throws IllegalStateException when the reader is closed
   */
  public FrameLease poll() throws IOException {
    return poll(unused) ? takeUnused() : null;
  }

  /**
   * As {@link #poll()}, for loops that must not allocate: the caller makes one lease and uses it
   * again and again. Nobody may keep it beyond its closing, or close it twice, then: that would
   * give back another frame.
   *
   * @param lease closed, or never used
   * @return whether there was a frame; the lease is on it then
   * @throws IllegalStateException when the reader is closed, or the lease is open
   */
  public boolean poll(FrameLease lease) throws IOException {
    if (isClosed) {
      throw new IllegalStateException("the reader is closed");
    }
    if (lease.isOpen()) {
      throw new IllegalStateException("the lease is open: close it before the next frame");
    }
    for (int looks = 0; !wasEvicted && looks < MAX_LOOKS; looks++) {
      epochs.mapAhead();
      if (epochs.current().next(lease)) {
        return true;
      }
      wasEvicted = slots().isEvicted();
      if (wasEvicted || !follow()) {
        return false;
      }
    }
    return false;
  }

  /**
   * Moves to the next epoch when this one is superseded and drained.
   *
   * @return whether to look for a frame again
   */
  private boolean follow() throws IOException {
    // SYNC follow-1 (pairs with roll-1): the state is read before the cursor, so a frame published
    // before the change of state is not missed.
    if (slots().control().writerStateVolatile() != ControlDescriptor.STATE_SUPERSEDED) {
      return false;
    }
    if (!slots().isDrained()) {
      return true;
    }
    epochs.mapAhead();
    ReaderCell left = slots().cell();
    if (!epochs.hasNext()) {
      return false;
    }
    Probe.at(ProtocolPoint.FOLLOWING);
    left.carryCountersTo(epochs.next().slots().cell());
    Probe.at(ProtocolPoint.COUNTERS_CARRIED);
    left.counter(PRESENCE, PRESENCE_LEFT);
    Probe.at(ProtocolPoint.LEFT_EPOCH);
    epochs.enterNext();
    return true;
  }

  private SlotReader slots() {
    return epochs.current().slots();
  }

  /**
   * Takes a frame, waiting for one.
   *
   * @param timeoutNs longest wait, nanoseconds
   * @return a lease to close, or null when the time is up, {@link #wakeup} was called, or the state
   *     is no longer {@link ReaderState#LIVE}
   * @throws InterruptedIOException when the thread is interrupted and would have to wait; it stays
   *     interrupted
   * @throws IOException as {@link #poll()}
   */
  public FrameLease await(long timeoutNs) throws IOException {
    return await(unused, timeoutNs) ? takeUnused() : null;
  }

  private FrameLease takeUnused() {
    FrameLease lease = unused;
    unused = new FrameLease();
    return lease;
  }

  /**
   * As {@link #await(long)}, into a lease of the caller's: see {@link #poll(FrameLease)}.
   *
   * @param lease closed, or never used
   * @param timeoutNs longest wait, nanoseconds
   * @return whether there was a frame; the lease is on it then
   */
  public boolean await(FrameLease lease, long timeoutNs) throws IOException {
    long deadline = host.nanoTime() + timeoutNs;
    while (true) {
      if (poll(lease)) {
        return true;
      }
      if (state() != ReaderState.LIVE || takeWakeup()) {
        return false;
      }
      long left = deadline - host.nanoTime();
      if (left <= 0) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted while waiting for a frame");
      }
      if (options.spin()) {
        slots().spin();
      } else if (!nap(left)) {
        sleep(Math.min(left, MAX_SLEEP_NS));
      }
    }
  }

  private boolean takeWakeup() {
    if (!woken) {
      return false;
    }
    woken = false;
    return true;
  }

  /**
   * Waits for some frames without telling the writer, whom it costs nothing then.
   *
   * @return whether it did; the writer is to ring when that brought no frame
   */
  private boolean nap(long left) {
    if (!options.nap()) {
      return false;
    }
    // What is pinned the writer cannot fill meanwhile.
    int free = Math.max(0, slotCount() - slots().heldCount());
    long now = host.nanoTime();
    long ns = naps.next(now, slots().consumed(), free / 2.0);
    if (ns == NapTime.NONE || ns > left) {
      return false;
    }
    host.nap(ns);
    long unread = slots().unreadCount();
    naps.woke(host.nanoTime() - now, unread, unread >= free);
    return true;
  }

  private void sleep(long ns) {
    ControlClient client = connection.client();
    // Before it says that it sleeps: what rings after that must wake it. And not when it woke: the
    // frame that it was woken for comes first.
    client.clearBells();
    if (sayAsleep() && !client.isLost()) {
      client.sleep(ns);
    }
    sayAwake();
  }

  /**
   * Tells the writer to ring, and looks once more.
   *
   * @return whether there is still nothing to take, and the stream goes on
   */
  boolean sayAsleep() {
    SlotReader slots = slots();
    sleepSequence += 2;
    // SYNC sleep-1 (pairs with bell-1): volatile; says "I sleep" before looking once more.
    slots.cell().sleepSequenceVolatile(sleepSequence - 1);
    Probe.at(ProtocolPoint.SLEEP_SAID);
    // SYNC sleep-2 (pairs with publish-3 and bell-1): cursor and state are read after that store.
    // The grant, because the bell of an eviction may have been drained since the last look at it.
    boolean quiet =
        slots.isDrained()
            && !slots.isEvicted()
            && slots.control().writerStateVolatile() == ControlDescriptor.STATE_LIVE;
    if (quiet) {
      Probe.at(ProtocolPoint.SLEEPING);
    }
    return quiet;
  }

  /** Ends what {@link #sayAsleep} began. */
  void sayAwake() {
    slots().cell().sleepSequenceVolatile(sleepSequence);
  }

  /** The reader's end of the control socket. */
  ControlClient client() {
    return connection.client();
  }

  /**
   * Where this reader stands. Final states are reported only when no published frame is left to
   * take. After {@link #close()}: where it stood then.
   *
   * @return the state
   * @throws CorruptRegionException when the writer's state is none
   */
  public ReaderState state() {
    if (isClosed) {
      return stateAtClose;
    }
    if (wasEvicted) {
      return ReaderState.EVICTED;
    }
    int writer = slots().control().writerStateVolatile();
    return switch (writer) {
      case ControlDescriptor.STATE_LIVE ->
          isWriterLost() ? afterLast(ReaderState.WRITER_LOST) : ReaderState.LIVE;
      case ControlDescriptor.STATE_SUPERSEDED ->
          epochs.isCutOff() ? afterLast(ReaderState.WRITER_LOST) : ReaderState.LIVE;
      case ControlDescriptor.STATE_ENDED -> afterLast(ReaderState.ENDED);
      case ControlDescriptor.STATE_FAILED -> afterLast(ReaderState.FAILED);
      default ->
          throw new CorruptRegionException(
              "control header: writer state is " + writer + ", allowed: 1 to 4");
    };
  }

  private ReaderState afterLast(ReaderState state) {
    return slots().isDrained() ? state : ReaderState.LIVE;
  }

  /**
   * The connection is the liveness; a sleeper notices at once, a spinner by looking now and then.
   */
  private boolean isWriterLost() {
    long now = host.nanoTime();
    if (now - checkedNs > LIVENESS_CHECK_NS) {
      checkedNs = now;
      connection.client().drain();
    }
    // Once more after the connection ended: an orderly end was written before.
    return connection.client().isLost()
        && slots().control().writerStateVolatile() == ControlDescriptor.STATE_LIVE;
  }

  /** Makes a waiting {@link #await} return null once; from any thread. */
  public void wakeup() {
    woken = true;
    connection.client().wakeup();
  }

  private EpochSpec spec() {
    return epochs.current().epoch().control().spec();
  }

  /** Kind of the stream. */
  public StreamKind kind() {
    return spec().kind();
  }

  /** Expected length of the stream, nanoseconds; -1 when unknown. */
  public long durationNs() {
    return spec().durationNs();
  }

  /** Nominal frame rate, numerator; 0 when unknown or variable. */
  public int frameRateNum() {
    return spec().frameRateNum();
  }

  /** Nominal frame rate, denominator. */
  public int frameRateDen() {
    return spec().frameRateDen();
  }

  /**
   * Slots of the current epoch that the writer does not keep to itself: the most leases that should
   * be open at once.
   */
  public int slotCount() {
    return spec().slotCount() - spec().keptSlots();
  }

  /** Whether the source of the stream cannot wait. */
  public boolean liveSource() {
    return spec().liveSource();
  }

  /** Number of the epoch that this reader is in. */
  public long epoch() {
    return epochs.current().epoch().number();
  }

  /**
   * One of this reader's own counters, also after {@link #close()}.
   *
   * @param field such as {@link ReaderCellDescriptor#DELIVERED}
   * @return its value, cumulative since joining
   */
  public long counter(int field) {
    return (isClosed ? cellAtClose : slots().cell()).counter(field);
  }

  /**
   * Leaves the stream. Leases still open stay good, and keep the connection, until they are closed.
   */
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    try {
      stateAtClose = state();
    } catch (CorruptRegionException e) {
      stateAtClose = ReaderState.FAILED;
    }
    // Memory of files that were cut short is a fault at every touch: the connection goes anyway.
    try {
      cellAtClose = slots().cell().copy();
    } finally {
      isClosed = true;
      try {
        epochs.close();
      } finally {
        connection.release();
      }
    }
  }
}
