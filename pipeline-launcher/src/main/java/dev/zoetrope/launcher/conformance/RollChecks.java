package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.ReaderCell;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.util.List;

/** How a writer moves to a new epoch. */
final class RollChecks {
  private static final int MAX_SUPERSEDED = 4;

  private RollChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "rolls",
            "6",
            "begins a new epoch for frames that do not fit, with its readers' cells",
            RollChecks::rolls),
        new Check(
            "keeps-epochs",
            "6",
            "keeps an epoch until its readers have left it, then removes its files",
            RollChecks::keepsEpochs),
        new Check(
            "most-epochs",
            "6",
            "waits rather than have a fifth superseded epoch",
            RollChecks::keepsFourAtMost));
  }

  private static void rolls(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.ask("publish 3", "published 3 dropped 0");
      writer.ask("grow", "grown");
      writer.ask("publish 1", "published 1 dropped 0");
      ControlRegion old = reader.control();
      Violation.unlessEqual(
          ControlDescriptor.STATE_SUPERSEDED, old.writerStateVolatile(), "old writer state");
      Violation.unless(
          old.nextEpoch() > old.epoch(),
          "next epoch is " + old.nextEpoch() + " after " + old.epoch());
      Epoch next = Epoch.openForObserver(bench.pipeline(), Bench.STREAM, old.nextEpoch());
      Violation.unless(
          next.control().isSameWriters(old),
          "writer pid or start is another one in the next epoch");
      ReaderCell cell = next.control().cell(reader.index());
      Violation.unlessEqual(
          ControlDescriptor.GRANT_ACTIVE, cell.grantStateVolatile(), "grant in the next epoch");
      Violation.unlessEqual("kit", cell.name(), "name in the next epoch");
      Violation.unlessEqual(0L, cell.joinCursor(), "join cursor in the next epoch");
      Violation.unlessEqual(0L, cell.consumedAcquire(), "consumed cursor in the next epoch");
      Violation.unlessEqual(
          3L, cell.counter(ReaderCellDescriptor.PUBLISHED_BEFORE), "published before, of a cell");
      Violation.unlessEqual(
          3L,
          next.control().counter(ControlDescriptor.PUBLISHED_BEFORE),
          "published before, of the writer");
      next.release();
      reader.take(0, 2, WrittenFrame.ROWS);
      reader.follow(old.nextEpoch());
      reader.take(3, 3, 2 * WrittenFrame.ROWS);
      Accounts.check(reader.cell(), reader.control());
    }
  }

  private static void keepsEpochs(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      long old = reader.control().epoch();
      List<String> names =
          List.of(StreamNames.control(Bench.STREAM, old), StreamNames.frames(Bench.STREAM, old));
      writer.ask("publish 1", "published 1 dropped 0");
      writer.ask("grow", "grown");
      writer.ask("publish 2", "published 2 dropped 0");
      Violation.unless(
          bench.files().containsAll(names), "removed an epoch that a reader has yet to drain");
      reader.take(0, 0, WrittenFrame.ROWS);
      reader.follow(reader.control().nextEpoch());
      bench.until(
          "it removes the files of an epoch that nobody is in",
          () -> bench.files().stream().noneMatch(names::contains));
      reader.take(1, 2, 2 * WrittenFrame.ROWS);
    }
  }

  private static void keepsFourAtMost(Bench bench)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.ask("publish 1", "published 1 dropped 0");
      for (int i = 0; i < MAX_SUPERSEDED; i++) {
        writer.ask("grow", "grown");
        writer.ask("publish 1", "published 1 dropped 0");
      }
      writer.ask("grow", "grown");
      writer.tell("publish 1");
      bench.until("it sleeps until a reader has left an epoch", () -> isNewestAsleep(bench));
      Violation.unlessEqual(MAX_SUPERSEDED + 1L, epochs(bench), "number of epochs");
      int rows = WrittenFrame.ROWS;
      reader.take(0, 0, rows);
      for (long number = 1; number <= MAX_SUPERSEDED + 1; number++) {
        rows *= 2;
        bench.until(
            "the epoch is superseded",
            () -> reader.control().writerStateVolatile() == ControlDescriptor.STATE_SUPERSEDED);
        reader.follow(reader.control().nextEpoch());
        reader.take(number, number, rows);
      }
      writer.expect("published 1 dropped 0");
    }
  }

  private static long epochs(Bench bench) throws IOException {
    return bench.files().stream()
        .filter(name -> StreamNames.epochOf(Bench.STREAM, name) > 0 && name.endsWith(".control"))
        .count();
  }

  private static boolean isNewestAsleep(Bench bench) throws IOException {
    long newest =
        bench.files().stream()
            .mapToLong(name -> StreamNames.epochOf(Bench.STREAM, name))
            .max()
            .orElse(0);
    Epoch epoch = Epoch.openForObserver(bench.pipeline(), Bench.STREAM, newest);
    try {
      return (epoch.control().buffer().getLongVolatile(ControlDescriptor.WRITER_WAIT_SEQUENCE) & 1)
          != 0;
    } finally {
      epoch.release();
    }
  }
}
