package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;

/** Which changes of a slot word are allowed, and to whom. */
final class SlotWordRules {
  private final World world;

  SlotWordRules(World world) {
    this.world = world;
  }

  void changed(SimulatedProcess process, Line line, Sight sight, int slot, long before, long now) {
    if (process == line.writer().process()) {
      changedByWriter(line, sight, before, now, "slot " + slot + ": ");
    } else {
      changedByReader(process, line, before, now, "slot " + slot + ": ");
    }
  }

  /** A reader changes its own bit, and only of a frame. */
  private static void changedByReader(
      SimulatedProcess process, Line line, long before, long now, String slot) {
    Line.Member member = line.member(process.name());
    Violation.unless(member != null, slot + process.name() + " has not joined");
    Violation.unless(
        SlotWord.state(before) == SlotWord.READY
            && (before ^ now) == SlotWord.pinBit(member.cell()),
        slot + process.name() + " changed more than its own pin");
  }

  private void changedByWriter(Line line, Sight sight, long before, long now, String slot) {
    int from = SlotWord.state(before);
    int to = SlotWord.state(now);
    if (to == SlotWord.WRITING) {
      Violation.unless(
          from == SlotWord.FREE || from == SlotWord.READY, slot + "claimed from state " + from);
      Violation.unless(SlotWord.pins(before) == 0, slot + "claimed while it was pinned");
      Violation.unless(SlotWord.pins(now) == 0, slot + "written to while it is pinned");
      Violation.unless(
          SlotWord.generation(before) == SlotWord.generation(now), slot + "claimed for a frame");
      if (from == SlotWord.READY) {
        claimed(line, sight, SlotWord.generation(before));
      }
    } else if (from == SlotWord.WRITING) {
      boolean isAborted = now == SlotWord.of(SlotWord.FREE, 0, SlotWord.generation(before));
      boolean isPublished = now == SlotWord.of(SlotWord.READY, 0, sight.cursor() + 1);
      Violation.unless(isAborted || isPublished, slot + "neither published nor aborted");
    } else {
      cleared(sight, before, now, slot);
    }
  }

  /** The writer does not claim past what an EVERY reader has consumed. */
  private static void claimed(Line line, Sight sight, long sequence) {
    for (ReaderAgent reader : line.readers()) {
      Line.Member member = line.member(reader.process().name());
      if (reader.policy() == ReaderPolicy.EVERY
          && reader.reader() != null
          && reader.process().isConnected()
          && sight.grant(member.cell()) == ControlDescriptor.GRANT_ACTIVE) {
        Violation.unless(
            sight.cell(member.cell()).consumedAcquire() >= sequence,
            "frame " + sequence + " is taken from " + reader.process().name());
      }
    }
  }

  /** The writer clears pins of those only whose connection has ended. */
  private void cleared(Sight sight, long before, long now, String slot) {
    long bits = before & ~now;
    Violation.unless(
        SlotWord.state(before) == SlotWord.state(now) && before == (now | bits),
        slot + "changed by the writer without a claim");
    for (int cell = 0; cell < ControlDescriptor.MAX_READERS; cell++) {
      if ((bits & SlotWord.pinBit(cell)) != 0) {
        ReaderAgent reader = world.reader(sight.cell(cell).name());
        Violation.unless(
            reader != null && !reader.process().isConnected(),
            slot + "the writer cleared the pin of a living reader");
        bits &= ~SlotWord.pinBit(cell);
      }
    }
    Violation.unless(bits == 0, slot + "the writer cleared what is no pin");
  }
}
