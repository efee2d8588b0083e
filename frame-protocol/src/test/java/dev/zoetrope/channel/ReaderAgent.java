package dev.zoetrope.channel;

import dev.zoetrope.channel.Coverage.Event;
import dev.zoetrope.layout.ReaderCellDescriptor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A reading process: takes and keeps frames, is slow, stalls, leaves, comes again. */
final class ReaderAgent extends Agent {
  /** A frame that this process has pinned. */
  static final class Held {
    private final FrameLease lease;
    private final Ledger.Place place;
    private boolean isClosing;

    private Held(FrameLease lease, Ledger.Place place) {
      this.lease = lease;
      this.place = place;
    }

    Ledger.Place place() {
      return place;
    }

    /** Whether it may be unpinned at any time now. */
    boolean isClosing() {
      return isClosing;
    }
  }

  private final SimulationPlan plan;
  private final ReaderPolicy policy;
  private final List<Held> held = new ArrayList<>();
  private final Deque<Held> elsewhere = new ArrayDeque<>();
  private StreamReader reader;
  private long delivered;
  private boolean isAwaiting;
  private boolean isClosed;

  ReaderAgent(Simulation simulation, SimulatedProcess process, ReaderPolicy policy) {
    super(simulation, process);
    this.plan = simulation.plan();
    this.policy = policy;
  }

  ReaderPolicy policy() {
    return policy;
  }

  /** What it has joined with; null before, and from when it begins to leave. */
  StreamReader reader() {
    return reader;
  }

  List<Held> held() {
    return held;
  }

  /** The first of the epochs that it is in or has frames of. */
  long oldestEpoch() {
    long oldest = reader == null ? Long.MAX_VALUE : reader.epoch();
    for (Held frame : held) {
      oldest = Math.min(oldest, frame.place.epoch());
    }
    return oldest;
  }

  long delivered() {
    return delivered;
  }

  /** Whether it waits for a frame. */
  boolean isAwaiting() {
    return isAwaiting;
  }

  @Override
  void run() throws IOException {
    long timeout = simulation.isCalm() ? 0 : random.nextLong(2_000 * MS);
    ReaderOptions options =
        new ReaderOptions(
            process.name(), policy, timeout, plan.spins() && chance(20), plan.naps() && chance(70));
    try {
      reader =
          timed(
              "connect",
              timeout + plan.connectBoundNs(),
              () -> StreamReader.connect(host, simulation.directory(), "s", options));
    } catch (ChannelException e) {
      count(Event.READER_NOT_SERVED);
      return;
    }
    if (chance(50)) {
      simulation.spawn(process, "/releases", this::releaseElsewhere);
    }
    for (int turns = 1 + random.nextInt(400); turns > 0 && isLive(); turns--) {
      turn();
    }
    leave();
  }

  private boolean isLive() {
    ReaderState state = reader.state();
    if (state != ReaderState.LIVE) {
      simulation.accounting().finished(this, state);
    }
    return state == ReaderState.LIVE;
  }

  private void turn() throws IOException {
    if (held.size() < plan.slots()) {
      take(chance(30) ? poll() : await());
    }
    if (!simulation.isCalm()) {
      if (random.nextDouble() < plan.stalls()) {
        count(Event.READER_STALLED);
        work("stall", 3 * plan.stallTimeoutNs());
      }
      work("work", plan.workNs());
    }
    if (!held.isEmpty() && (simulation.isCalm() || chance(60))) {
      release();
    }
  }

  private FrameLease poll() throws IOException {
    return timed("poll", SHORT_NS, reader::poll);
  }

  private FrameLease await() throws IOException {
    long timeout = random.nextLong(chance(20) ? 5_000 * MS : 300 * MS);
    if (chance(3)) {
      reader.wakeup();
      count(Event.WOKEN_UP);
    }
    isAwaiting = true;
    try {
      return timed("await", timeout + SHORT_NS, () -> reader.await(timeout));
    } finally {
      isAwaiting = false;
    }
  }

  private void take(FrameLease lease) {
    if (lease == null) {
      return;
    }
    delivered++;
    count(Event.FRAME_DELIVERED);
    Held taken = new Held(lease, new Ledger.Place(lease.header().epoch(), lease.sequence()));
    Pattern.check(lease.header(), lease.payload(), process.name());
    simulation.accounting().delivered(this, taken.place, lease.header().pts());
    held.add(taken);
  }

  private void release() throws IOException {
    int index = chance(30) ? random.nextInt(held.size()) : 0;
    Held chosen = held.get(index);
    if (chosen.isClosing) {
      return;
    }
    if (index > 0) {
      count(Event.RELEASED_OUT_OF_ORDER);
    }
    if (chance(30)) {
      elsewhere.add(chosen);
    } else {
      release(chosen);
    }
  }

  private void release(Held chosen) throws IOException {
    if (chosen.isClosing) {
      return;
    }
    Pattern.check(chosen.lease.header(), chosen.lease.payload(), process.name());
    if (reader != null && chosen.place.epoch() < reader.epoch()) {
      count(Event.RELEASED_IN_OLD_EPOCH);
    }
    chosen.isClosing = true;
    timed(
        "release",
        SHORT_NS,
        () -> {
          chosen.lease.close();
          return null;
        });
    held.remove(chosen);
    if (chance(20)) {
      chosen.lease.close();
      count(Event.CLOSED_TWICE);
    }
  }

  /** What a codec does that gives frames back on a thread of its own. */
  private void releaseElsewhere() throws IOException {
    while (!isClosed || !elsewhere.isEmpty()) {
      host.await("other work", () -> isClosed || !elsewhere.isEmpty());
      work("other work", plan.workNs());
      Held chosen = elsewhere.pollFirst();
      if (chosen != null && !chosen.isClosing) {
        count(Event.RELEASED_ELSEWHERE);
        release(chosen);
      }
    }
  }

  private void leave() throws IOException {
    StreamReader left = reader;
    reader = null;
    timed(
        "leave",
        SHORT_NS,
        () -> {
          left.close();
          return null;
        });
    count(held.isEmpty() ? Event.READER_LEFT : Event.READER_LEFT_HOLDING);
    simulation
        .coverage()
        .count(Event.SKIPPED_STALE, left.counter(ReaderCellDescriptor.SKIPPED_STALE));
    simulation
        .coverage()
        .count(Event.SKIPPED_OVERWRITTEN, left.counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN));
    isClosed = true;
    while (!held.isEmpty()) {
      release(held.get(0));
      work("last frames", MS);
    }
  }
}
