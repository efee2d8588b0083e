package dev.zoetrope.channel;

import static dev.zoetrope.layout.ControlDescriptor.CELLS;
import static dev.zoetrope.layout.ControlDescriptor.CURSOR;
import static dev.zoetrope.layout.ControlDescriptor.DROPPED;
import static dev.zoetrope.layout.ControlDescriptor.PUBLISHED_BEFORE;
import static dev.zoetrope.layout.ControlDescriptor.RING;
import static dev.zoetrope.layout.ControlDescriptor.SLOT_WORDS;
import static dev.zoetrope.layout.ControlDescriptor.SLOT_WORD_STRIDE;

import dev.zoetrope.channel.ReaderAgent.Held;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.probe.ProtocolPoint;

/**
 * What must always hold. It sees shared memory only, as an observer maps it, what processes are
 * about, and every change since the last step together with who made it.
 */
final class Invariants {
  private final Simulation simulation;
  private final World world;
  private final SlotWordRules words;
  private final CellRules cells;
  private final Accounting accounting;
  private final Wakefulness wakefulness;
  private Line lookingFor;

  Invariants(Simulation simulation, World world) {
    this.simulation = simulation;
    this.world = world;
    this.words = new SlotWordRules(world);
    this.cells = new CellRules(simulation, world);
    this.wakefulness = new Wakefulness(simulation::nowNs);
    this.accounting = new Accounting(simulation, world);
  }

  Accounting accounting() {
    return accounting;
  }

  /** After a step of a task. */
  void check(Task task, String place) {
    discover(task.process(), place);
    world.forgetGone();
    for (Line line : world.lines()) {
      for (Sight sight : line.sights()) {
        sight.changes((offset, old, now) -> changed(task, line, sight, offset, old, now));
      }
      Sight newest = line.newest();
      if (newest != null && !line.writer().process().isGone()) {
        checkWriter(line, newest);
        checkPinsHaveOwners(newest);
        wakefulness.check(line.writer(), newest);
      }
      for (ReaderAgent reader : line.readers()) {
        if (!reader.process().isGone()) {
          checkPins(line, reader);
          accounting.check(line, reader);
          wakefulness.check(line, reader);
        }
      }
    }
    simulation.liveness().check();
  }

  /** A control file has its name from one step of its writer to the next. */
  private void discover(SimulatedProcess process, String place) {
    if (lookingFor != null && lookingFor.writer().process() == process) {
      Line line = lookingFor;
      Sight former = line.newest();
      Sight sight = world.discover(line);
      if (sight != null) {
        lookingFor = null;
        cells.discovered(line, former, sight);
      }
    }
    if (place.equals(ProtocolPoint.FILE_FILLED.name())) {
      lookingFor = world.lineOf(process);
    }
  }

  private void changed(Task task, Line line, Sight sight, int offset, long old, long now) {
    SimulatedProcess process = task.process();
    boolean isWriter = process == line.writer().process();
    if (offset < CURSOR) {
      throw new Violation(process.name() + " changed a constant of the control header");
    } else if (offset < SLOT_WORDS) {
      Violation.unless(isWriter, process.name() + " wrote to the writer's line or the ring");
      changedByWriter(line, sight, offset, old, now);
    } else if (offset < CELLS) {
      int slot = (offset - SLOT_WORDS) / SLOT_WORD_STRIDE;
      words.changed(process, line, sight, slot, old, now);
    } else {
      cells.changed(process, line, sight, offset - CELLS);
    }
  }

  private void changedByWriter(Line line, Sight sight, int offset, long old, long now) {
    if (offset == CURSOR) {
      Violation.unless(now == old + 1, "the cursor went from " + old + " to " + now);
      published(line, sight, now);
    } else if (offset >= RING) {
      Violation.unless(
          now >>> 8 == sight.cursor() + 1,
          "frame " + (now >>> 8) + " is in the ring after frame " + sight.cursor());
    } else if (offset >= DROPPED && offset <= PUBLISHED_BEFORE) {
      Violation.unless(now > old, "a counter of the writer shrank");
    }
  }

  /** Everything about a frame is visible before its cursor. */
  private static void published(Line line, Sight sight, long sequence) {
    long entry = sight.ring(sequence);
    int slot = (int) (entry & 0xFF);
    boolean leads = entry >>> 8 == sequence && slot < sight.slotCount();
    Violation.unless(leads, "the cursor is at " + sequence + ", the ring does not lead there");
    Violation.unless(
        sight.word(slot) == SlotWord.of(SlotWord.READY, 0, sequence),
        "the cursor is at " + sequence + ", the slot is not ready");
    Violation.unless(
        sight.header(slot).generation() == sequence && sight.header(slot).epoch() == sight.number(),
        "frame " + sequence + " is not stamped so");
    Pattern.check(sight.header(slot), sight.payload(slot), "published");
    line.ledger().publish(sight.number(), sequence, sight.header(slot).pts());
  }

  private void checkWriter(Line line, Sight newest) {
    WriterAgent writer = line.writer();
    if (!writer.isBusy() && !writer.isEnding()) {
      Violation.unless(
          newest.countWriting() == writer.openClaims() + writer.kept().countWritten(newest),
          newest.countWriting() + " slots are being written, claims: " + writer.openClaims());
      Violation.unless(
          newest.region().counter(DROPPED) == writer.dropped(),
          newest.region().counter(DROPPED) + " frames count as dropped of " + writer.dropped());
      Violation.unless(
          newest.region().counter(ControlDescriptor.ABORTED) == writer.aborted(),
          "aborted claims are not counted");
      Violation.unless(
          line.ledger().total() == writer.published(), "frames are not published as they seem");
    }
  }

  /** No pin outlives the grant of its reader. */
  private static void checkPinsHaveOwners(Sight sight) {
    int pins = 0;
    for (int slot = 0; slot < sight.slotCount(); slot++) {
      pins |= SlotWord.pins(sight.word(slot));
    }
    for (int cell = 0; pins != 0; cell++, pins >>>= 1) {
      boolean isOwned =
          (pins & 1) == 0
              || (cell < ControlDescriptor.MAX_READERS
                  && sight.grant(cell) != ControlDescriptor.GRANT_EMPTY);
      Violation.unless(isOwned, "cell " + cell + " is empty and pins a slot");
    }
  }

  /** What is pinned does not change until it is released. */
  private static void checkPins(Line line, ReaderAgent reader) {
    for (Held held : reader.held()) {
      Sight sight = line.sight(held.place().epoch());
      if (!held.isClosing()) {
        String whose = reader.process().name();
        int slot = sight.slotOf(held.place().sequence());
        Violation.unless(slot >= 0, whose + ": a pinned frame is gone");
        long bit = SlotWord.pinBit(line.member(whose).cell());
        Violation.unless((sight.word(slot) & bit) != 0, whose + ": a pin is gone");
        Violation.unless(
            sight.header(slot).generation() == held.place().sequence(),
            whose + ": the header of a pinned frame changed");
        Pattern.checkEnds(sight.header(slot), sight.payload(slot), whose);
      }
    }
  }
}
