package dev.zoetrope.launcher.conformance;

import static dev.zoetrope.layout.ControlDescriptor.WRITER_WAIT_SEQUENCE;
import static dev.zoetrope.layout.ReaderCellDescriptor.SLEEP_SEQUENCE;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Doorbells, from the reader's side. */
final class ReaderBellChecks {
  private ReaderBellChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "sleeps",
            "5",
            "says when it sleeps, under another odd number each time, and when it woke",
            ReaderBellChecks::saysWhenItSleeps),
        new Check(
            "lost-bell",
            "5",
            "takes a frame for which no bell rang",
            ReaderBellChecks::bearsLostBells),
        new Check(
            "rings",
            "5",
            "rings a writer that sleeps, once for each sleep, when it releases",
            ReaderBellChecks::ringsTheWriter),
        new Check(
            "rings-leaving",
            "5",
            "rings a writer that sleeps when it says that it leaves, though it holds nothing",
            ReaderBellChecks::ringsAsItLeaves));
  }

  private static void saysWhenItSleeps(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      long last = 0;
      for (long number = 1; number <= 3; number++) {
        reader.tell("take 1");
        // A reader may spin: then it never says that it sleeps, and needs no bell.
        Optional<Long> sleep = writer.awaitSleep(0);
        Violation.unless(
            sleep.orElse(Long.MAX_VALUE) > last,
            "its sleep sequence is " + sleep.orElse(0L) + " after " + last + ": it must grow");
        last = sleep.orElse(last);
        writer.publish(KitFrame.of(number));
        writer.ring();
        reader.expectFrames(KitFrame.range(number, number), HandWriter.EPOCH, number);
        bench.until(
            "its sleep sequence is even, as it is awake",
            () -> (writer.counter(SLEEP_SEQUENCE) & 1) == 0);
        last = Math.max(last, writer.counter(SLEEP_SEQUENCE));
      }
    }
  }

  private static void bearsLostBells(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      for (long number = 1; number <= 3; number++) {
        reader.tell("take 1");
        writer.awaitSleep(0);
        writer.publish(KitFrame.of(number));
        reader.expectFrames(KitFrame.range(number, number), HandWriter.EPOCH, number);
      }
    }
  }

  private static void ringsTheWriter(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, 4)) {
      Subject reader = writer.join("every");
      for (long number = 1; number <= 3; number++) {
        writer.publish(KitFrame.of(number));
        reader.ask("hold", "frame " + KitFrame.of(number).line(HandWriter.EPOCH, number));
      }
      Violation.unlessEqual(0, writer.bells(), "bells that it rang while the writer was awake");
      writer.control().putLongVolatile(WRITER_WAIT_SEQUENCE, 5);
      reader.ask("release", "released");
      bench.until("it rings the sleeping writer", () -> writer.bells() > 0);
      Violation.unlessEqual(1, writer.bells(), "bells that it rang for one sleep");
      writer.control().putLongVolatile(WRITER_WAIT_SEQUENCE, 7);
      writer.publish(KitFrame.of(4));
      reader.take(KitFrame.range(4, 4), HandWriter.EPOCH, 4);
      bench.until("it rings for the writer's next sleep", () -> writer.bells() > 1);
    }
  }

  private static void ringsAsItLeaves(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      writer.publish(KitFrame.of(1));
      reader.take(KitFrame.range(1, 1), HandWriter.EPOCH, 1);
      writer.control().putLongVolatile(WRITER_WAIT_SEQUENCE, 5);
      reader.tell("leave");
      bench.until("it closes the connection", writer::isLeft);
      Violation.unlessEqual(1, writer.bells(), "bells that it rang before it left");
    }
  }
}
