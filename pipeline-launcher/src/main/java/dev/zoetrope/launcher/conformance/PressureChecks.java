package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.Epoch;
import java.io.IOException;
import java.util.List;

/** What a writer does when readers are in its way. */
final class PressureChecks {
  private static final int MANY = 20;

  private PressureChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "waits",
            "4",
            "waits for EVERY readers, sleeps under an odd number, and goes on",
            PressureChecks::waits),
        new Check(
            "never-waits",
            "4",
            "does not wait for LATEST and LEAKY readers",
            PressureChecks::neverWaits),
        new Check(
            "drops",
            "4",
            "of a live source drops, and counts it against the reader in the way",
            PressureChecks::drops),
        new Check(
            "evicts",
            "4",
            "goes on without a reader that stalls, tells it so, and honours its pin",
            PressureChecks::evicts),
        new Check(
            "evicts-all",
            "4",
            "begins a new epoch when a stalled reader pins every slot",
            PressureChecks::goesOnElsewhere),
        new Check(
            "reader-killed",
            "3",
            "clears the pins of a reader whose connection ended",
            PressureChecks::clearsPinsOfTheDead),
        new Check(
            "leaving",
            "2",
            "does not wait for a reader that says that it leaves",
            PressureChecks::letsGo));
  }

  private static void waits(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.tell("publish " + MANY);
      bench.until("it says that it sleeps for a slot", () -> isAsleep(reader));
      Violation.unlessEqual(
          (long) Bench.SLOTS, reader.control().cursorVolatile(), "cursor while a reader waits");
      reader.take(0, MANY - 1, WrittenFrame.ROWS);
      writer.expect("published " + MANY + " dropped 0");
      Violation.unless(
          !isAsleep(reader), "says that it sleeps for a slot when it has all it needs");
    }
  }

  private static boolean isAsleep(HandReader reader) {
    return (reader.control().buffer().getLongVolatile(ControlDescriptor.WRITER_WAIT_SEQUENCE) & 1)
        != 0;
  }

  private static void neverWaits(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader latest = HandReader.join(bench, "latest", ReaderPolicy.LATEST);
        HandReader leaky = HandReader.join(bench, "leaky", ReaderPolicy.LEAKY)) {
      writer.ask("publish " + MANY, "published " + MANY + " dropped 0");
      latest.release(latest.pin(MANY - 1, WrittenFrame.ROWS));
      leaky.release(leaky.pin(MANY - Bench.SLOTS, WrittenFrame.ROWS));
      Accounts.check(leaky.cell(), leaky.control());
    }
  }

  private static void drops(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter(Bench.SLOTS, PressurePolicy.DROP, Bench.PATIENT_MS);
    try (HandReader idle = HandReader.join(bench, "idle", ReaderPolicy.EVERY);
        HandReader good = HandReader.join(bench, "good", ReaderPolicy.EVERY)) {
      writer.ask("publish 10", "published 3 dropped 7");
      good.take(0, 2, WrittenFrame.ROWS);
      writer.ask("publish 2", "published 0 dropped 2");
      Violation.unlessEqual(
          9L, good.control().counter(ControlDescriptor.DROPPED), "counter of dropped frames");
      Violation.unlessEqual(
          2L,
          idle.cell().counter(ReaderCellDescriptor.CAUSED_DROPS)
              + good.cell().counter(ReaderCellDescriptor.CAUSED_DROPS)
              - 7,
          "drops that were put down to a reader, after seven");
      Violation.unless(
          idle.cell().counter(ReaderCellDescriptor.CAUSED_DROPS) >= 2,
          "the reader that is furthest behind is not blamed for the last two drops");
      idle.take(0, 2, WrittenFrame.ROWS);
      writer.ask("publish 1", "published 1 dropped 0");
      good.take(12, 12, WrittenFrame.ROWS);
    }
  }

  private static void evicts(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter(Bench.SLOTS, PressurePolicy.WAIT, Bench.IMPATIENT_MS);
    try (HandReader stuck = HandReader.join(bench, "stuck", ReaderPolicy.EVERY)) {
      writer.ask("publish 1", "published 1 dropped 0");
      int slot = stuck.pin(0, WrittenFrame.ROWS);
      writer.ask("publish " + MANY, "published " + MANY + " dropped 0");
      Violation.unlessEqual(
          ControlDescriptor.GRANT_EVICTED,
          stuck.cell().grantStateVolatile(),
          "grant state of the stalled reader");
      bench.until("it rings for the reader that it evicts", () -> stuck.bells() > 0);
      stuck.mustStillHold(slot, 0, WrittenFrame.ROWS);
      long word = stuck.control().buffer().getLong(ControlDescriptor.slotWordOffset(slot));
      Violation.unlessEqual(
          SlotWord.of(SlotWord.READY, 1 << stuck.index(), 1), word, "word of the pinned slot");
      Violation.unlessEqual(
          1L, stuck.control().counter(ControlDescriptor.EVICTIONS), "counter of evictions");
    }
  }

  private static void goesOnElsewhere(Bench bench)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter(Bench.SLOTS, PressurePolicy.WAIT, Bench.IMPATIENT_MS);
    try (HandReader stuck = HandReader.join(bench, "stuck", ReaderPolicy.LATEST)) {
      int[] held = new int[Bench.SLOTS];
      for (int i = 0; i < Bench.SLOTS; i++) {
        writer.ask("publish 1", "published 1 dropped 0");
        held[i] = stuck.pin(i, WrittenFrame.ROWS);
      }
      writer.ask("publish " + MANY, "published " + MANY + " dropped 0");
      Violation.unlessEqual(
          ControlDescriptor.STATE_SUPERSEDED,
          stuck.control().writerStateVolatile(),
          "writer state in the epoch whose slots are all pinned");
      for (int i = 0; i < Bench.SLOTS; i++) {
        stuck.mustStillHold(held[i], i, WrittenFrame.ROWS);
      }
      Epoch next =
          Epoch.openForObserver(bench.pipeline(), Bench.STREAM, stuck.control().nextEpoch());
      Violation.unlessEqual(
          (long) MANY, next.control().cursorVolatile(), "cursor of the next epoch");
      Violation.unlessEqual(
          ControlDescriptor.GRANT_EMPTY,
          next.control().cell(stuck.index()).grantStateVolatile(),
          "grant of an evicted reader in the next epoch");
      next.release();
    }
  }

  private static void clearsPinsOfTheDead(Bench bench)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader dead = HandReader.join(bench, "dead", ReaderPolicy.EVERY);
        HandReader other = HandReader.join(bench, "other", ReaderPolicy.LATEST)) {
      writer.ask("publish 3", "published 3 dropped 0");
      for (int i = 0; i < Bench.SLOTS; i++) {
        dead.pin(i, WrittenFrame.ROWS);
      }
      writer.tell("publish " + MANY);
      bench.until("it says that it sleeps for a slot", () -> isAsleep(other));
      dead.hangUp();
      writer.expect("published " + MANY + " dropped 0");
      Violation.unlessEqual(
          ControlDescriptor.GRANT_EMPTY, dead.cell().grantStateVolatile(), "grant of the dead");
      other.release(other.pin(Bench.SLOTS + MANY - 1, WrittenFrame.ROWS));
    }
  }

  private static void letsGo(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader leaving = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.ask("publish 1", "published 1 dropped 0");
      leaving.cell().consumedRelease(SlotWord.MAX_GENERATION);
      writer.ask("publish " + MANY, "published " + MANY + " dropped 0");
    }
  }
}
