package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.ReaderPolicy;
import java.io.IOException;
import java.util.List;

/** Doorbells, from the writer's side. */
final class WriterBellChecks {
  private static final int MANY = 10;

  private WriterBellChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "rings",
            "5",
            "rings a reader that sleeps, once for each sleep, and nobody else",
            WriterBellChecks::ringsSleepers),
        new Check(
            "lost-bell",
            "5",
            "finds a slot that was released without a bell",
            WriterBellChecks::bearsLostBells));
  }

  private static void ringsSleepers(Bench bench)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.LATEST)) {
      writer.ask("publish 1", "published 1 dropped 0");
      Violation.unlessEqual(0, reader.bells(), "bells for a reader that is awake");
      reader.cell().sleepSequenceVolatile(5);
      writer.ask("publish 3", "published 3 dropped 0");
      bench.until("it rings a reader that sleeps", () -> reader.bells() > 0);
      Violation.unlessEqual(1, reader.bells(), "bells for one sleep");
      reader.cell().sleepSequenceVolatile(6);
      writer.ask("publish 1", "published 1 dropped 0");
      reader.cell().sleepSequenceVolatile(7);
      writer.ask("publish 1", "published 1 dropped 0");
      bench.until("it rings for the next sleep", () -> reader.bells() > 1);
      Violation.unlessEqual(2, reader.bells(), "bells for two sleeps");
      reader.cell().sleepSequenceVolatile(9);
      writer.tell("end");
      bench.until("it rings when the stream ends", () -> reader.bells() > 2);
    }
  }

  private static void bearsLostBells(Bench bench)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.tell("publish " + MANY);
      for (long number = 0; number < MANY; number++) {
        reader.release(reader.pin(number, WrittenFrame.ROWS));
      }
      writer.expect("published " + MANY + " dropped 0");
    }
  }
}
