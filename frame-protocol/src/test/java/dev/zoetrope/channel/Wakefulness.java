package dev.zoetrope.channel;

import static dev.zoetrope.layout.ControlDescriptor.GRANT_ACTIVE;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.ReaderCell;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Nobody sleeps while there is what it waits for: a lost doorbell costs one period, and no more.
 */
final class Wakefulness {
  /** The longest period, and time for the steps of everybody. */
  private static final long BOUND_NS = 1_000_000_000L;

  private final LongSupplier clock;
  private final Map<SimulatedProcess, Long> since = new HashMap<>();

  Wakefulness(LongSupplier clock) {
    this.clock = clock;
  }

  /** A reader waits for a frame. */
  void check(Line line, ReaderAgent agent) {
    StreamReader reader = agent.reader();
    boolean sleeps = false;
    if (reader != null && agent.isAwaiting()) {
      Sight sight = line.sight(reader.epoch());
      int cell = line.member(agent.process().name()).cell();
      sleeps = sight.cell(cell).consumedAcquire() < sight.cursor();
    }
    check(agent.process(), sleeps, "a frame");
  }

  /** A writer waits for a slot. */
  void check(WriterAgent agent, Sight newest) {
    long capacity = newest.region().spec().payloadCapacity();
    boolean sleeps = agent.isClaiming(capacity) && isAnyClaimable(agent, newest);
    check(agent.process(), sleeps, "a slot");
  }

  private static boolean isAnyClaimable(WriterAgent agent, Sight sight) {
    long done = Long.MAX_VALUE;
    for (int reader = 0; reader < ControlDescriptor.MAX_READERS; reader++) {
      ReaderCell cell = sight.cell(reader);
      if (sight.grant(reader) == GRANT_ACTIVE
          && cell.policy() == ReaderCellDescriptor.POLICY_EVERY) {
        done = Math.min(done, cell.consumedAcquire());
      }
    }
    for (int slot = 0; slot < sight.slotCount(); slot++) {
      long word = sight.word(slot);
      if (SlotWord.state(word) == SlotWord.FREE
          || (SlotWord.state(word) == SlotWord.READY
              && !agent.kept().keeps(sight, slot)
              && SlotWord.pins(word) == 0
              && SlotWord.generation(word) <= done)) {
        return true;
      }
    }
    return false;
  }

  private void check(SimulatedProcess process, boolean sleeps, String what) {
    long now = clock.getAsLong();
    if (!sleeps || now <= process.resumesAtNs()) {
      since.remove(process);
    } else {
      // Nobody may have taken a step during a pause, to forget what was before it.
      long began = Math.max(since.getOrDefault(process, now), process.resumesAtNs());
      Violation.unless(now - began < BOUND_NS, process.name() + " sleeps while there is " + what);
      since.putIfAbsent(process, now);
    }
  }
}
