package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.region.StreamLock;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** How a writer begins, ends, and cleans up. */
final class WriterEndChecks {
  private WriterEndChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "ends",
            "7",
            "says that it ended after the last frame, hangs up, and leaves no file behind",
            bench -> ends(bench, "end", ControlDescriptor.STATE_ENDED)),
        new Check(
            "fails",
            "7",
            "says that it failed after the last frame, hangs up, and leaves no file behind",
            bench -> ends(bench, "fail", ControlDescriptor.STATE_FAILED)),
        new Check(
            "awaits-mapping",
            "2",
            "keeps files and connection at its end until its readers have mapped them",
            WriterEndChecks::awaitsMapping),
        new Check("lock", "1", "holds the stream's lock while it lives", WriterEndChecks::locks),
        new Check(
            "second-writer",
            "7",
            "turns a second writer away, and is not disturbed by it",
            WriterEndChecks::turnsSecondWriterAway),
        new Check(
            "cleans-up",
            "7",
            "removes what a dead writer left, and numbers its epochs after those",
            WriterEndChecks::cleansUp));
  }

  private static void ends(Bench bench, String command, int state)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.ask("publish 2", "published 2 dropped 0");
      writer.tell(command);
      bench.until("it hangs up", reader::isOver);
      Violation.unlessEqual(state, reader.control().writerStateVolatile(), "writer state");
      reader.pin(0, WrittenFrame.ROWS);
      reader.pin(1, WrittenFrame.ROWS);
      writer.expect("ended");
      writer.mustEnd();
      Violation.unless(bench.files().isEmpty(), "left files behind: " + bench.files());
    }
  }

  private static void awaitsMapping(Bench bench)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader late = HandReader.joinUnmapped(bench, "late", ReaderPolicy.EVERY)) {
      writer.ask("publish 1", "published 1 dropped 0");
      writer.tell("end");
      bench.until(
          "its state is 2",
          () -> late.control().writerStateVolatile() == ControlDescriptor.STATE_ENDED);
      Violation.unless(!late.isOver(), "hung up before its reader had mapped the files");
      Violation.unless(
          bench.files().contains(StreamNames.frames(Bench.STREAM, late.control().epoch())),
          "removed its files before its reader had mapped them");
      late.map();
      writer.expect("ended");
      late.pin(0, WrittenFrame.ROWS);
    }
  }

  private static void locks(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (StreamLock lock = StreamLock.tryAcquire(bench.pipeline(), Bench.STREAM)) {
      Violation.unless(lock == null, "does not lock '" + StreamNames.lock(Bench.STREAM) + "'");
    }
    writer.ask("publish 1", "published 1 dropped 0");
  }

  private static void turnsSecondWriterAway(Bench bench)
      throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    Subject second = bench.startWriterUnasked(Bench.SLOTS, PressurePolicy.WAIT, Bench.PATIENT_MS);
    second.mustRefuse("open", "a stream that has a writer");
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.EVERY)) {
      writer.ask("publish 1", "published 1 dropped 0");
      reader.take(0, 0, WrittenFrame.ROWS);
    }
  }

  private static void cleansUp(Bench bench) throws IOException, InterruptedException, Violation {
    Subject first = bench.startWriter();
    first.ask("publish 1", "published 1 dropped 0");
    first.kill();
    List<String> left =
        List.of("s.41.frames", "s.40.control", ".s.41.control.new", ".s.42.frames.new");
    List<String> others = List.of("other.7.control", "s2.9.frames");
    for (String name : left) {
      Files.createFile(bench.pipeline().resolve(name));
    }
    for (String name : others) {
      Files.createFile(bench.pipeline().resolve(name));
    }
    bench.startWriter().ask("publish 1", "published 1 dropped 0");
    try (HandReader reader = HandReader.join(bench, "kit", ReaderPolicy.LATEST)) {
      Violation.unlessEqual(42L, reader.control().epoch(), "epoch after 41");
    }
    Violation.unless(bench.files().stream().noneMatch(left::contains), "left: " + bench.files());
    Violation.unless(bench.files().containsAll(others), "removed files of other streams");
  }
}
