package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.ReaderCell;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.util.List;

/** How a reader follows from epoch to epoch. */
final class FollowChecks {
  private FollowChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "follows",
            "6",
            "drains an epoch, then goes on in the next one, with its counters",
            FollowChecks::follows),
        new Check(
            "maps-ahead",
            "6",
            "follows through several epochs, with nothing but what the old ones say",
            FollowChecks::followsThroughMany),
        new Check(
            "old-pins",
            "6",
            "keeps its pins in an epoch that it has left, and releases them there",
            FollowChecks::keepsOldPins),
        new Check(
            "next-epoch",
            "6",
            "ends with an error when the next epoch's number is not greater",
            FollowChecks::refusesEpochsThatGoBack));
  }

  private static ReaderCell cell(Epoch epoch) throws Violation {
    for (int cell = 0; cell < ControlDescriptor.MAX_READERS; cell++) {
      if (epoch.control().cell(cell).name().equals(Bench.READER)) {
        return epoch.control().cell(cell);
      }
    }
    throw new Violation("has no cell in epoch " + epoch.number());
  }

  private static Epoch observe(Bench bench, StreamWriter writer) throws IOException {
    return Epoch.openForObserver(bench.pipeline(), Bench.STREAM, writer.epoch());
  }

  private static void follows(Bench bench) throws IOException, InterruptedException, Violation {
    try (StreamWriter writer = bench.openWriter(HandWriter.spec(Bench.SLOTS))) {
      Subject reader = bench.startReader("every");
      reader.expect("joined");
      Epoch old = observe(bench, writer);
      KitFrame.of(1).publish(writer);
      reader.take(KitFrame.range(1, 1), old.number(), 1);
      KitFrame.of(2).publish(writer);
      KitFrame.of(3).taller().publish(writer);
      reader.take(KitFrame.range(2, 2), old.number(), 2);
      reader.take(List.of(KitFrame.of(3).taller()), old.number() + 1, 1);
      bench.until(
          "its presence in the old epoch is 2",
          () ->
              cellOrNull(old).counter(ReaderCellDescriptor.PRESENCE)
                  == ReaderCellDescriptor.PRESENCE_LEFT);
      bench.until(
          "the writer removes the old epoch's files, as nobody is in it",
          () -> !bench.files().contains(StreamNames.control(Bench.STREAM, old.number())));
      Epoch next = observe(bench, writer);
      Violation.unlessEqual(
          3L, cell(next).counter(ReaderCellDescriptor.DELIVERED), "delivered, carried over");
      Accounts.check(cell(next), next.control());
      old.release();
      next.release();
    }
  }

  private static ReaderCell cellOrNull(Epoch epoch) throws IOException {
    try {
      return cell(epoch);
    } catch (Violation e) {
      throw new IOException(e);
    }
  }

  private static void followsThroughMany(Bench bench)
      throws IOException, InterruptedException, Violation {
    StreamWriter writer = bench.openWriter(HandWriter.spec(Bench.SLOTS));
    Thread ending = new Thread(() -> end(writer), "conformance-end");
    try {
      Subject reader = bench.startReader("every");
      reader.expect("joined");
      long first = writer.epoch();
      KitFrame small = KitFrame.of(1);
      KitFrame larger = KitFrame.of(2).taller();
      KitFrame largest = KitFrame.of(3).taller().taller();
      small.publish(writer);
      larger.publish(writer);
      largest.publish(writer);
      // A writer that ends waits until its readers have mapped every epoch.
      ending.start();
      reader.tell("drain");
      reader.expectFrames(List.of(small), first, 1);
      reader.expectFrames(List.of(larger), first + 1, 1);
      reader.expectFrames(List.of(largest), first + 2, 1);
      reader.expect("end ended");
    } finally {
      end(writer);
      ending.join();
    }
  }

  private static void end(StreamWriter writer) {
    try {
      writer.close();
    } catch (IOException e) {
      // The files are removed with the bench.
    }
  }

  private static void keepsOldPins(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (StreamWriter writer = bench.openWriter(HandWriter.spec(Bench.SLOTS))) {
      Subject reader = bench.startReader("every");
      reader.expect("joined");
      Epoch old = observe(bench, writer);
      KitFrame.of(1).publish(writer);
      reader.ask("hold", "frame " + KitFrame.of(1).line(old.number(), 1));
      for (long number = 2; number <= 4; number++) {
        KitFrame frame = KitFrame.of(number).taller();
        frame.publish(writer);
        reader.take(List.of(frame), old.number() + 1, number - 1);
      }
      Violation.unlessEqual(1L, pins(old), "slots pinned in the epoch that it has left");
      reader.ask("check", "held " + KitFrame.of(1).line(old.number(), 1));
      reader.ask("release", "released");
      Violation.unlessEqual(0L, pins(old), "slots pinned in the old epoch after the release");
      old.release();
    }
  }

  private static long pins(Epoch epoch) {
    long pins = 0;
    for (int slot = 0; slot < epoch.control().slotCount(); slot++) {
      long word = epoch.control().buffer().getLongVolatile(ControlDescriptor.slotWordOffset(slot));
      pins += Integer.bitCount(SlotWord.pins(word));
    }
    return pins;
  }

  private static void refusesEpochsThatGoBack(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      writer.control().putLong(ControlDescriptor.NEXT_EPOCH, HandWriter.EPOCH);
      writer.state(ControlDescriptor.STATE_SUPERSEDED);
      reader.tell("take 1");
      reader.mustRefuse("frame", "an epoch that follows itself");
    }
  }
}
