package dev.zoetrope.channel;

import static dev.zoetrope.layout.ControlDescriptor.GRANT_ACTIVE;
import static dev.zoetrope.layout.ControlDescriptor.GRANT_EMPTY;
import static dev.zoetrope.layout.ControlDescriptor.GRANT_EVICTED;
import static dev.zoetrope.layout.ReaderCellDescriptor.CONSUMED;
import static dev.zoetrope.layout.ReaderCellDescriptor.GRANT;
import static dev.zoetrope.layout.ReaderCellDescriptor.GRANT_STATE;
import static dev.zoetrope.layout.ReaderCellDescriptor.LENGTH;
import static dev.zoetrope.layout.ReaderCellDescriptor.PRESENCE;
import static dev.zoetrope.layout.ReaderCellDescriptor.PRESENCE_LEFT;
import static dev.zoetrope.layout.ReaderCellDescriptor.RELEASED;

import dev.zoetrope.channel.Coverage.Event;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.region.ReaderCell;

/** Which changes of a reader cell are allowed, and to whom; what follows from a grant. */
final class CellRules {
  private final Simulation simulation;
  private final World world;

  CellRules(Simulation simulation, World world) {
    this.simulation = simulation;
    this.world = world;
  }

  /** A new epoch has its control file: whoever took part goes on, and nobody else. */
  void discovered(Line line, Sight former, Sight sight) {
    if (former != null) {
      simulation.coverage().count(Event.EPOCH_ROLLED);
    }
    for (int cell = 0; cell < ControlDescriptor.MAX_READERS; cell++) {
      boolean takesPart = sight.grant(cell) == GRANT_ACTIVE;
      Violation.unless(
          takesPart || sight.grant(cell) == GRANT_EMPTY, "a new epoch has an odd grant");
      if (takesPart) {
        ReaderCell carried = sight.cell(cell);
        Violation.unless(
            former != null
                && former.grant(cell) == GRANT_ACTIVE
                && former.cell(cell).name().equals(carried.name()),
            "cell " + cell + " of a new epoch is of nobody that took part");
        Violation.unless(
            carried.joinCursor() == 0 && carried.consumedAcquire() == 0,
            "cell " + cell + " of a new epoch does not begin at its first frame");
      }
    }
  }

  /** A word of a cell changed. */
  void changed(SimulatedProcess process, Line line, Sight sight, int offset) {
    int cell = offset / LENGTH;
    int field = offset % LENGTH;
    if (process == line.writer().process()) {
      changedByWriter(line, sight, cell, field);
      return;
    }
    Line.Member member = line.member(process.name());
    Violation.unless(
        member != null && member.cell() == cell && field < GRANT,
        process.name() + " wrote to what is not its own in cell " + cell);
    // What is done in an epoch that it has left is in nobody's way.
    boolean isPast = sight.cell(cell).counter(PRESENCE) == PRESENCE_LEFT;
    if (field == CONSUMED || (field == RELEASED && !isPast) || field == PRESENCE) {
      member.progressed(simulation.nowNs());
    }
  }

  private void changedByWriter(Line line, Sight sight, int cell, int field) {
    if (field < GRANT) {
      Violation.unless(
          sight.grant(cell) == GRANT_EMPTY, "the writer wrote to the reader's half of a cell");
    } else if (field == (GRANT_STATE & -Long.BYTES)) {
      String name = sight.cell(cell).name();
      switch (sight.grant(cell)) {
        case GRANT_ACTIVE -> granted(line, sight, cell, name);
        case GRANT_EVICTED -> evicted(line, name);
        default -> {}
      }
    }
  }

  /** A reader sees all that is published after its grant. */
  private void granted(Line line, Sight sight, int cell, String name) {
    ReaderAgent reader = world.reader(name);
    Violation.unless(reader != null, "'" + name + "' was granted a cell, whoever that is");
    long cursor = sight.cursor();
    Violation.unless(
        sight.cell(cell).joinCursor() == cursor && sight.cell(cell).consumedAcquire() == cursor,
        name + " joins at " + sight.cell(cell).joinCursor() + ", the cursor is " + cursor);
    Ledger.Place place = new Ledger.Place(sight.number(), cursor);
    line.join(name, cell, place, simulation.nowNs());
    world.join(reader, line);
    simulation.coverage().count(Event.READER_JOINED);
    if (reader.process().followsCrash()) {
      simulation.coverage().count(Event.READER_RESTARTED);
    }
  }

  /**
   * Only who made no progress for the stall timeout is evicted: from its first epoch. Before the
   * writer comes to the next one, the reader may take a frame, or leave.
   */
  private void evicted(Line line, String name) {
    Line.Member member = line.member(name);
    long stalledNs = simulation.nowNs() - member.progressNs();
    Violation.unless(
        !member.evict() || stalledNs >= simulation.plan().stallTimeoutNs(),
        name + " is evicted after " + stalledNs + " ns without progress");
    simulation.coverage().count(Event.READER_EVICTED);
  }
}
