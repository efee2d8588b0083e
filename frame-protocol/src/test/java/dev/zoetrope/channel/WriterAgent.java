package dev.zoetrope.channel;

import dev.zoetrope.channel.Coverage.Event;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A capture process: claims, fills, publishes and aborts, and ends in one of several ways. */
final class WriterAgent extends Agent {
  private static final int FIRST_CAPACITY = 4 * Pattern.UNIT;
  private static final int MAX_CAPACITY = 128 * Pattern.UNIT;
  private static final int NUMBERS_EACH = 1_000_000;

  /** So many follow once nothing befalls anybody any more. */
  private static final int LAST_FRAMES = 5;

  private final SimulationPlan plan;
  private final List<FrameClaim> open = new ArrayList<>();
  private final List<Integer> claiming = new ArrayList<>();
  private final KeptFrames kept = new KeptFrames();
  private StreamWriter writer;
  private int capacity = FIRST_CAPACITY;
  private int format;
  private int filling;
  private long number;
  private int frames;
  private long published;
  private long dropped;
  private long aborted;
  private boolean isEnding;
  private boolean hasEnded;
  private long endTookNs;

  WriterAgent(Simulation simulation, SimulatedProcess process, int incarnation) {
    super(simulation, process);
    this.plan = simulation.plan();
    this.number = (long) incarnation * NUMBERS_EACH;
    this.frames = 1 + random.nextInt(200);
  }

  /** Claims that are open, while no call is under way. */
  int openClaims() {
    return open.size() + filling;
  }

  /** Slots that it keeps. */
  KeptFrames kept() {
    return kept;
  }

  long published() {
    return published;
  }

  /** Claims that got no slot. */
  long dropped() {
    return dropped;
  }

  long aborted() {
    return aborted;
  }

  /** Whether it waits for a slot with room for that much, though it may be there. */
  boolean isClaiming(long capacity) {
    return plan.pressure() == PressurePolicy.WAIT
        && !isEnding
        && claiming.stream().anyMatch(length -> length <= capacity);
  }

  /** How long it took to end, and so how long readers had to map the last files. */
  long endTookNs() {
    return endTookNs;
  }

  /** Whether it has begun to end its stream. */
  boolean isEnding() {
    return isEnding;
  }

  @Override
  void run() throws IOException {
    int slots = plan.slots() + plan.kept();
    EpochSpec spec =
        new EpochSpec(StreamKind.VIDEO, slots, capacity, -1, 30, 1, false, plan.kept());
    try {
      writer =
          timed(
              "open",
              SHORT_NS,
              () ->
                  StreamWriter.open(
                      host,
                      simulation.directory(),
                      "s",
                      spec,
                      plan.pressure(),
                      plan.stallTimeoutNs()));
    } catch (ChannelException e) {
      // Nothing of it is left; with the lock it would not have been turned away.
      count(Event.WRITER_TURNED_AWAY);
      return;
    }
    simulation.opened(this);
    for (int producer = 1; producer < plan.producers(); producer++) {
      simulation.spawn(process, "/producer", this::produce);
    }
    produce();
    end();
  }

  private void produce() throws IOException {
    while (!isEnding && frames > 0) {
      if (simulation.isCalm()) {
        frames = Math.min(frames, LAST_FRAMES);
      }
      if (plan.kept() > 0 && chance(50)) {
        decode();
        continue;
      }
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> claim();
        case 4, 5, 6 -> publish();
        case 7 -> maybeAbort();
        default -> work("pace", simulation.isCalm() ? MS : plan.paceNs());
      }
    }
  }

  private void claim() throws IOException {
    if (openClaims() >= plan.maxOpenClaims() || isEnding) {
      return;
    }
    int length = chooseLength();
    FrameClaim claim;
    claiming.add(length);
    try {
      claim = timed("claim", plan.claimBoundNs(), () -> writer.claim(length));
    } catch (IllegalStateException e) {
      // Own claims are in the way of a larger frame, or keep every slot.
      Violation.unless(plan.maxOpenClaims() > 1 || plan.producers() > 1, "refused: " + e);
      count(Event.CLAIM_REFUSED);
      return;
    } finally {
      claiming.remove((Object) length);
    }
    frames--;
    if (claim == null) {
      count(isEnding ? Event.CLAIM_CANCELLED : Event.FRAME_DROPPED);
      dropped += isEnding ? 0 : 1;
      return;
    }
    filling++;
    fill(claim, length);
    filling--;
    open.add(claim);
    if (hasEnded) {
      publishTooLate();
    }
  }

  /** As a decoder does that writes into slots, and refers to what it has written. */
  private void decode() throws IOException {
    switch (random.nextInt(3)) {
      case 0 -> hold();
      case 1 -> publishKept();
      default -> letGo();
    }
  }

  private void hold() throws IOException {
    int length = chooseLength();
    FrameHold hold;
    claiming.add(length);
    try {
      hold = timed("hold", plan.claimBoundNs(), () -> writer.hold(length));
    } catch (IllegalStateException e) {
      Violation.unless(openClaims() > 0 || plan.producers() > 1, "refused: " + e);
      count(Event.CLAIM_REFUSED);
      return;
    } finally {
      claiming.remove((Object) length);
    }
    if (hold == null) {
      return;
    }
    frames--;
    KeptFrames.Kept frame = kept.add(hold, number++, length);
    Pattern.fill(frame.payload(), frame.number(), 0, length);
    host.sleepNs("a picture", 0);
    frame.filled();
    count(Event.FRAME_KEPT);
  }

  private void publishKept() throws IOException {
    KeptFrames.Kept frame = kept.take(random, true);
    if (frame == null) {
      return;
    }
    boolean isPublishable = timed("look", SHORT_NS, frame.hold()::isPublishable);
    if (isPublishable) {
      int length = frame.payload().capacity();
      Pattern.describe(frame.hold().header(), frame.number(), format, length);
    }
    long sequence = timed("publish", SHORT_NS, frame.hold()::publish);
    Violation.unless(sequence == 0 || isPublishable, "a frame is published that could not be");
    if (sequence > 0) {
      published++;
      frame.published();
    }
    kept.putBack(frame);
    count(sequence > 0 ? Event.KEPT_PUBLISHED : Event.KEPT_TOO_LATE);
  }

  private void letGo() throws IOException {
    KeptFrames.Kept frame = kept.take(random, false);
    if (frame != null) {
      KeptFrames.check(frame, process.name());
      timed(
          "let go",
          SHORT_NS,
          () -> {
            frame.hold().close();
            frame.hold().close();
            return null;
          });
      count(Event.KEPT_LET_GO);
    }
  }

  private int chooseLength() {
    if (capacity < MAX_CAPACITY && chance(2)) {
      capacity += Pattern.UNIT * (1 + random.nextInt(8));
      count(Event.LARGER_FRAME);
      return capacity;
    }
    return Pattern.UNIT * (1 + random.nextInt(capacity / Pattern.UNIT));
  }

  private void fill(FrameClaim claim, int length) {
    long mine = number++;
    if (chance(5)) {
      format = random.nextInt(4);
      count(Event.FORMAT_CHANGED);
    }
    Pattern.describe(claim.header(), mine, format, length);
    int half = length / 2 / Long.BYTES * Long.BYTES;
    Pattern.fill(claim.payload(), mine, 0, half);
    host.sleepNs("half a payload", 0);
    Pattern.fill(claim.payload(), mine, half, length);
  }

  private void publish() throws IOException {
    if (open.isEmpty()) {
      return;
    }
    FrameClaim claim = open.remove(random.nextInt(open.size()));
    long sequence = timed("publish", SHORT_NS, claim::publish);
    if (sequence > 0) {
      published++;
      count(Event.FRAME_PUBLISHED);
    } else {
      Violation.unless(isEnding, "a frame is refused by a writer that does not end");
      aborted++;
      count(Event.PUBLISHED_TOO_LATE);
    }
  }

  private void maybeAbort() throws IOException {
    if (!open.isEmpty() && chance(30)) {
      abort(open.remove(random.nextInt(open.size())));
    }
  }

  private void abort(FrameClaim claim) throws IOException {
    timed(
        "abort",
        SHORT_NS,
        () -> {
          claim.close();
          claim.close();
          return null;
        });
    aborted++;
    count(Event.CLAIM_ABORTED);
  }

  private void end() throws IOException {
    if (chance(70)) {
      while (!open.isEmpty()) {
        publish();
      }
    }
    isEnding = true;
    if (chance(30)) {
      writer.cancel();
      work("cancelled", plan.paceNs());
    }
    boolean fails = chance(30);
    long began = simulation.nowNs();
    long bound = plan.stallTimeoutNs() + SHORT_NS;
    timed(
        "end",
        bound,
        () -> {
          if (fails) {
            writer.fail();
          } else {
            writer.close();
          }
          return null;
        });
    endTookNs = simulation.nowNs() - began;
    process.holds(null, null);
    count(fails ? Event.WRITER_FAILED : Event.WRITER_ENDED);
    simulation.ended();
    hasEnded = true;
    publishTooLate();
    letGoOfAll();
  }

  /** What was claimed before the end, and is filled after it. */
  private void publishTooLate() {
    for (FrameClaim claim : List.copyOf(open)) {
      open.remove(claim);
      long sequence = claim.publish();
      Violation.unless(sequence == 0, "a frame is published after the end");
      count(Event.PUBLISHED_TOO_LATE);
    }
  }

  /** A decoder that is freed after its stream has ended. */
  private void letGoOfAll() throws IOException {
    for (var frame = kept.take(random, false); frame != null; frame = kept.take(random, false)) {
      Violation.unless(!frame.hold().isPublishable(), "a frame could be published after the end");
      Violation.unless(frame.hold().publish() == 0, "a frame is published after the end");
      kept.putBack(frame);
      letGo();
    }
  }
}
