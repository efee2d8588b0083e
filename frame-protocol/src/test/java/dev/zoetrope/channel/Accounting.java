package dev.zoetrope.channel;

import static dev.zoetrope.layout.ReaderCellDescriptor.DELIVERED;
import static dev.zoetrope.layout.ReaderCellDescriptor.PUBLISHED_BEFORE;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_CORRUPT;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_OVERWRITTEN;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_STALE;
import static dev.zoetrope.layout.ReaderCellDescriptor.STALE_RELEASES;

import dev.zoetrope.channel.Coverage.Event;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.ReaderCell;

/**
 * Every frame is accounted for: published since joining = delivered + skipped by cause + pending,
 * where what was published is known from the cursors, and what was delivered from who got it.
 */
final class Accounting {
  /** Readers that the writer does not wait for otherwise get this long to map the last files. */
  private static final long SHORT_MAPPING_NS = 1_000_000_000L;

  private final Simulation simulation;
  private final World world;

  Accounting(Simulation simulation, World world) {
    this.simulation = simulation;
    this.world = world;
  }

  /** Between two steps of anybody. */
  void check(Line line, ReaderAgent agent) {
    StreamReader reader = agent.reader();
    if (reader == null) {
      return;
    }
    String name = agent.process().name();
    Line.Member member = line.member(name);
    ReaderCell cell = line.sight(reader.epoch()).cell(member.cell());
    long before = cell.counter(PUBLISHED_BEFORE);
    Violation.unless(
        before == line.ledger().countBetween(member.joined(), reader.epoch()),
        name + ": " + before + " frames count as published in former epochs");
    long gone = before + cell.consumedAcquire() - cell.joinCursor();
    Violation.unless(
        gone == cell.counter(DELIVERED) + skipped(cell),
        name + ": " + gone + " frames are past, counted are " + counters(cell));
    Violation.unless(
        agent.isBusy() || cell.counter(DELIVERED) == agent.delivered(),
        name + ": got " + agent.delivered() + " frames, counted are " + counters(cell));
    Violation.unless(
        agent.policy() != ReaderPolicy.EVERY || skipped(cell) == 0,
        name + ": wants every frame, counted are " + counters(cell));
    Violation.unless(
        cell.counter(STALE_RELEASES) == 0, name + ": a release found nothing to release");
  }

  private static long skipped(ReaderCell cell) {
    return cell.counter(SKIPPED_STALE)
        + cell.counter(SKIPPED_OVERWRITTEN)
        + cell.counter(SKIPPED_CORRUPT);
  }

  private static String counters(ReaderCell cell) {
    return cell.counter(DELIVERED)
        + " delivered, "
        + cell.counter(SKIPPED_STALE)
        + " stale, "
        + cell.counter(SKIPPED_OVERWRITTEN)
        + " overwritten, "
        + cell.counter(SKIPPED_CORRUPT)
        + " corrupt";
  }

  /** A reader got a frame. */
  void delivered(ReaderAgent agent, Ledger.Place place, long number) {
    String name = agent.process().name();
    Line line = world.lineOf(name);
    Line.Member member = line.member(name);
    Violation.unless(
        line.ledger().number(place) == number, name + ": frame " + place + " is another one");
    Ledger.Place last = member.last();
    boolean isLater =
        place.epoch() > last.epoch()
            || (place.epoch() == last.epoch() && place.sequence() > last.sequence());
    Violation.unless(isLater, name + ": frame " + place + " comes after " + last);
    Violation.unless(
        agent.policy() != ReaderPolicy.EVERY || place.equals(line.ledger().after(last)),
        name + ": frame " + place + " comes after " + last + ", there is one between");
    member.got(place);
  }

  /** A reader is told that nothing follows; so there must be nothing, and a reason. */
  void finished(ReaderAgent agent, ReaderState state) {
    String name = agent.process().name();
    Line line = world.lineOf(name);
    Line.Member member = line.member(name);
    Sight sight = line.sight(agent.reader().epoch());
    boolean isCutOff = sight.state() == ControlDescriptor.STATE_SUPERSEDED;
    if (state == ReaderState.EVICTED) {
      Violation.unless(
          sight.grant(member.cell()) == ControlDescriptor.GRANT_EVICTED,
          name + " is told that it was evicted");
      simulation.coverage().count(Event.EVICTION_SEEN);
      return;
    }
    int told =
        switch (state) {
          case ENDED -> ControlDescriptor.STATE_ENDED;
          case FAILED -> ControlDescriptor.STATE_FAILED;
          default -> isCutOff ? ControlDescriptor.STATE_SUPERSEDED : ControlDescriptor.STATE_LIVE;
        };
    Violation.unless(sight.state() == told, name + " is told " + state);
    boolean cameTooLate =
        isCutOff
            && line.writer().endTookNs()
                >= Math.min(SHORT_MAPPING_NS, simulation.plan().stallTimeoutNs());
    Violation.unless(
        state != ReaderState.WRITER_LOST || line.writer().process().isDead() || cameTooLate,
        name + " lost a writer that lives");
    long consumed = sight.cell(member.cell()).consumedAcquire();
    Violation.unless(
        consumed == sight.cursor() && consumed != SlotWord.MAX_GENERATION,
        name + " is told " + state + " before it has taken all");
    Ledger.Place next = line.ledger().after(member.last());
    Violation.unless(
        next == null || isCutOff || agent.policy() != ReaderPolicy.EVERY,
        name + " is told " + state + ", frame " + next + " is left");
    simulation.coverage().count(isCutOff ? Event.CUT_OFF : seen(state));
  }

  private static Event seen(ReaderState state) {
    return switch (state) {
      case ENDED -> Event.END_SEEN;
      case FAILED -> Event.FAILURE_SEEN;
      default -> Event.LOSS_SEEN;
    };
  }
}
