package dev.zoetrope.launcher.conformance;

import static dev.zoetrope.layout.ReaderCellDescriptor.DELIVERED;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_OVERWRITTEN;
import static dev.zoetrope.layout.ReaderCellDescriptor.SKIPPED_STALE;

import java.io.IOException;
import java.util.List;

/** What the three policies get, and how losses are counted. */
final class PolicyChecks {
  private static final int SLOTS = 4;

  private PolicyChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "latest",
            "4",
            "as LATEST takes the newest frame and counts those passed over",
            PolicyChecks::takesTheLatest),
        new Check(
            "leaky",
            "4",
            "as LEAKY takes in order what is still there, and counts what is not",
            PolicyChecks::takesWhatLasts),
        new Check(
            "join-cursor",
            "3",
            "sees no frame from before it joined",
            PolicyChecks::startsAfterItsJoining));
  }

  private static void takesTheLatest(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, SLOTS)) {
      Subject reader = writer.join("latest");
      for (long number = 1; number <= 10; number++) {
        writer.publish(KitFrame.of(number));
      }
      reader.take(KitFrame.range(10, 10), HandWriter.EPOCH, 10);
      writer.publish(KitFrame.of(11));
      reader.take(KitFrame.range(11, 11), HandWriter.EPOCH, 11);
      writer.publish(KitFrame.of(12));
      writer.publish(KitFrame.of(13));
      reader.ask("hold", "frame " + KitFrame.of(13).line(HandWriter.EPOCH, 13));
      Violation.unlessEqual(3L, writer.counter(DELIVERED), "its counter of delivered");
      Violation.unlessEqual(10L, writer.counter(SKIPPED_STALE), "its counter of skipped stale");
      writer.mustAddUp();
    }
  }

  private static void takesWhatLasts(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, SLOTS)) {
      Subject reader = writer.join("leaky");
      for (long number = 1; number <= 10; number++) {
        writer.publish(KitFrame.of(number));
      }
      reader.take(KitFrame.range(7, 10), HandWriter.EPOCH, 7);
      Violation.unlessEqual(4L, writer.counter(DELIVERED), "its counter of delivered");
      Violation.unlessEqual(
          6L, writer.counter(SKIPPED_OVERWRITTEN), "its counter of skipped overwritten");
      writer.publish(KitFrame.of(11));
      writer.publish(KitFrame.of(12));
      reader.take(KitFrame.range(11, 12), HandWriter.EPOCH, 11);
      writer.mustAddUp();
    }
  }

  private static void startsAfterItsJoining(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, SLOTS)) {
      writer.publish(KitFrame.of(1));
      writer.publish(KitFrame.of(2));
      Subject reader = writer.join("every");
      writer.publish(KitFrame.of(3));
      reader.take(KitFrame.range(3, 3), HandWriter.EPOCH, 3);
      writer.mustAddUp();
    }
  }
}
