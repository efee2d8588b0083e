package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;
import java.io.IOException;
import java.util.List;
import org.agrona.concurrent.AtomicBuffer;

/** How a writer claims, fills and publishes slots. */
final class PublishChecks {
  private static final int MANY = 200;

  private PublishChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "publishes",
            "3",
            "publishes whole frames, numbered in order, with valid headers",
            PublishChecks::publishes),
        new Check(
            "steps",
            "3",
            "stores slot word, ring entry and cursor in that order",
            PublishChecks::storesInOrder),
        new Check(
            "aborts",
            "3",
            "frees a slot that it claimed and did not publish, unseen",
            PublishChecks::aborts),
        new Check(
            "honours-pins",
            "3",
            "leaves a pinned slot alone, and writes to the others",
            PublishChecks::honoursPins),
        new Check("heartbeat", "7", "shows now and then that it lives", PublishChecks::beats));
  }

  private static void publishes(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.tell("publish " + MANY);
      reader.take(0, MANY - 1, WrittenFrame.ROWS);
      writer.expect("published " + MANY + " dropped 0");
      Violation.unlessEqual((long) MANY, reader.control().cursorVolatile(), "published cursor");
      Accounts.check(reader.cell(), reader.control());
    }
  }

  /** Looks again and again: what the cursor promises must be there. */
  private static void storesInOrder(Bench bench)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.LATEST)) {
      AtomicBuffer control = reader.control().buffer();
      writer.tell("publish " + MANY);
      while (!writer.hasLine()) {
        long cursor = reader.control().cursorAcquire();
        if (cursor > 0) {
          long entry = control.getLongAcquire(ControlDescriptor.ringOffset(cursor));
          Violation.unless(
              entry >>> 8 >= cursor, "cursor " + cursor + " was there before its ring entry");
          int slot = (int) (entry & 0xFF);
          Violation.unless(slot < Bench.SLOTS, "ring entry names slot " + slot);
          long word = control.getLongVolatile(ControlDescriptor.slotWordOffset(slot));
          Violation.unless(
              SlotWord.generation(word) >= cursor,
              "cursor " + cursor + " was there before slot " + slot + " was READY");
        }
      }
      writer.expect("published " + MANY + " dropped 0");
    }
  }

  private static void aborts(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.ask("publish 1", "published 1 dropped 0");
      // More than there are slots: each must be free again.
      for (int i = 0; i <= Bench.SLOTS; i++) {
        writer.ask("abort", "aborted");
      }
      Violation.unlessEqual(1L, reader.control().cursorVolatile(), "cursor after aborted claims");
      Violation.unlessEqual(
          Bench.SLOTS + 1L,
          reader.control().counter(ControlDescriptor.ABORTED),
          "counter of aborted claims");
      writer.ask("publish 1", "published 1 dropped 0");
      reader.take(0, 1, WrittenFrame.ROWS);
    }
  }

  private static void honoursPins(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.LATEST)) {
      writer.ask("publish 1", "published 1 dropped 0");
      int slot = reader.pin(0, WrittenFrame.ROWS);
      writer.ask("publish " + MANY, "published " + MANY + " dropped 0");
      reader.mustStillHold(slot, 0, WrittenFrame.ROWS);
      reader.release(slot);
      int last = reader.pin(MANY, WrittenFrame.ROWS);
      reader.release(last);
      writer.ask("publish 3", "published 3 dropped 0");
      Accounts.check(reader.cell(), reader.control());
    }
  }

  private static void beats(Bench bench) throws IOException, InterruptedException, Violation {
    bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.LATEST)) {
      long first = reader.control().counter(ControlDescriptor.HEARTBEAT_NS);
      bench.until(
          "its heartbeat moves",
          () -> reader.control().counter(ControlDescriptor.HEARTBEAT_NS) > first);
    }
  }
}
