package dev.zoetrope.launcher.conformance;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.Epoch;
import java.io.IOException;
import java.util.List;

/** How a stream ends for a reader, and how a reader leaves. */
final class ReaderEndChecks {
  private ReaderEndChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "ended",
            "7",
            "takes what is published, then says that the stream ended",
            bench -> drains(bench, ControlDescriptor.STATE_ENDED, "end ended")),
        new Check(
            "failed",
            "7",
            "takes what is published, then says that the writer failed",
            bench -> drains(bench, ControlDescriptor.STATE_FAILED, "end failed")),
        new Check(
            "writer-killed",
            "2",
            "takes what is published, then says that the writer is lost",
            ReaderEndChecks::losesTheWriter),
        new Check(
            "cut-off",
            "6",
            "says that the writer is lost when the next epoch's files went with it",
            ReaderEndChecks::isCutOff),
        new Check(
            "successor",
            "6",
            "takes another writer's files for none of its own",
            ReaderEndChecks::isSucceeded),
        new Check(
            "evicted",
            "4",
            "says that it was evicted, after whole frames in order",
            ReaderEndChecks::isEvicted),
        new Check(
            "leaves",
            "2",
            "says that it leaves, releases what it holds, hangs up",
            ReaderEndChecks::leaves));
  }

  private static void drains(Bench bench, int state, String end)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      for (long number = 1; number <= 3; number++) {
        writer.publish(KitFrame.of(number));
      }
      writer.state(state);
      writer.hangUp();
      reader.tell("drain");
      reader.expectFrames(KitFrame.range(1, 3), HandWriter.EPOCH, 1);
      reader.expect(end);
    }
  }

  private static void losesTheWriter(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      writer.publish(KitFrame.of(1));
      writer.publish(KitFrame.of(2));
      reader.tell("drain");
      reader.expectFrames(KitFrame.range(1, 2), HandWriter.EPOCH, 1);
      writer.publish(KitFrame.of(3));
      writer.hangUp();
      reader.expectFrames(KitFrame.range(3, 3), HandWriter.EPOCH, 3);
      reader.expect("end lost");
    }
  }

  private static void isCutOff(Bench bench) throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      writer.publish(KitFrame.of(1));
      writer.control().putLong(ControlDescriptor.NEXT_EPOCH, HandWriter.EPOCH + 1);
      writer.state(ControlDescriptor.STATE_SUPERSEDED);
      writer.hangUp();
      reader.tell("drain");
      reader.expectFrames(KitFrame.range(1, 1), HandWriter.EPOCH, 1);
      reader.expect("end lost");
    }
  }

  /** The writer dies after it named the next epoch; another one comes, and counts from 1 again. */
  private static void isSucceeded(Bench bench) throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      writer.publish(KitFrame.of(1));
      Epoch other = writer.createSuccessor();
      try {
        writer.hangUp();
        writer.control().putLong(ControlDescriptor.NEXT_EPOCH, HandWriter.EPOCH + 1);
        writer.state(ControlDescriptor.STATE_SUPERSEDED);
        reader.tell("drain");
        reader.expectFrames(KitFrame.range(1, 1), HandWriter.EPOCH, 1);
        reader.expect("end lost");
      } finally {
        other.deleteFiles();
        other.release();
      }
    }
  }

  private static void isEvicted(Bench bench) throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      writer.publish(KitFrame.of(1));
      reader.take(KitFrame.range(1, 1), HandWriter.EPOCH, 1);
      writer.awaitPins(0, "the frame taken is released");
      writer.evict();
      for (long number = 2; number <= 9; number++) {
        writer.publish(KitFrame.of(number));
      }
      writer.ring();
      reader.ask("drain", "end evicted");
    }
  }

  private static void leaves(Bench bench) throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      writer.publish(KitFrame.of(1));
      reader.ask("hold", "frame " + KitFrame.of(1).line(HandWriter.EPOCH, 1));
      reader.tell("leave");
      bench.until("it closes the connection", writer::isLeft);
      Violation.unlessEqual(
          SlotWord.MAX_GENERATION, writer.cell().consumedAcquire(), "its consumed cursor");
      Violation.unlessEqual(0, writer.pins(), "slots that it pins after it left");
      reader.mustEnd();
    }
  }
}
