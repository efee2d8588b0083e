package dev.zoetrope.launcher.conformance;

import static dev.zoetrope.layout.ControlDescriptor.CONTROL_LENGTH;
import static dev.zoetrope.layout.ControlDescriptor.DURATION_NS;
import static dev.zoetrope.layout.ControlDescriptor.EPOCH;
import static dev.zoetrope.layout.ControlDescriptor.FRAMES_LENGTH;
import static dev.zoetrope.layout.ControlDescriptor.FRAME_RATE_DEN;
import static dev.zoetrope.layout.ControlDescriptor.KIND;
import static dev.zoetrope.layout.ControlDescriptor.MAGIC_OFFSET;
import static dev.zoetrope.layout.ControlDescriptor.PAYLOAD_CAPACITY;
import static dev.zoetrope.layout.ControlDescriptor.SLOT_COUNT;
import static dev.zoetrope.layout.ControlDescriptor.SLOT_LENGTH;
import static dev.zoetrope.layout.ControlDescriptor.STREAM_FLAGS;
import static dev.zoetrope.layout.ControlDescriptor.VERSION;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** How a reader joins. */
final class JoinChecks {
  private static final int MAX_LINE = 512;

  private JoinChecks() {}

  /** What is done to files that a reader is about to map. */
  private interface Spoiler {
    void spoil(HandWriter writer, Bench bench) throws IOException;
  }

  static List<Check> all() {
    return List.of(
        new Check(
            "joins",
            "2",
            "says who it is in one line, takes the answer in pieces, and says that it has mapped",
            JoinChecks::joins),
        new Check(
            "refused", "2", "ends with an error when the writer refuses it", JoinChecks::refused),
        new Check(
            "comes-again",
            "2",
            "comes again when the writer is busy, or says that the line came too late",
            JoinChecks::comesAgain),
        new Check("read-only", "1", "maps frames read-only", JoinChecks::mapsReadOnly),
        spoiled(
            "magic",
            "a control header with a wrong magic",
            (w, b) -> w.control().putLong(MAGIC_OFFSET, 0)),
        spoiled(
            "version",
            "a control header with a wrong version",
            (w, b) -> w.control().putInt(VERSION, 2)),
        spoiled(
            "control-length",
            "a control header with a wrong control length",
            (w, b) -> w.control().putInt(CONTROL_LENGTH, 8192)),
        spoiled(
            "epoch",
            "a control header with a wrong epoch",
            (w, b) -> w.control().putLong(EPOCH, HandWriter.EPOCH + 1)),
        spoiled(
            "slot-count",
            "a control header with a wrong slot count",
            (w, b) -> w.control().putInt(SLOT_COUNT, 65)),
        spoiled(
            "capacity",
            "a control header with a wrong capacity",
            (w, b) -> w.control().putLong(PAYLOAD_CAPACITY, 1L << 40)),
        spoiled(
            "slot-length",
            "a control header with a wrong slot length",
            (w, b) -> w.control().putLong(SLOT_LENGTH, 4096)),
        spoiled(
            "frames-length",
            "a control header with a wrong frames length",
            (w, b) -> w.control().putLong(FRAMES_LENGTH, 1L << 40)),
        spoiled(
            "kind", "a control header with a wrong kind", (w, b) -> w.control().putInt(KIND, 0)),
        spoiled(
            "frame-rate",
            "a control header with a wrong frame rate",
            (w, b) -> w.control().putInt(FRAME_RATE_DEN, 0)),
        spoiled(
            "duration",
            "a control header with a wrong duration",
            (w, b) -> w.control().putLong(DURATION_NS, -2)),
        spoiled(
            "stream-flags",
            "a control header with a wrong stream flags",
            (w, b) -> w.control().putInt(STREAM_FLAGS, 1 << 30)),
        spoiled("cell-name", "a cell that has the name of another", JoinChecks::renameCell),
        spoiled("short-file", "a frames file that is too short", (w, b) -> shorten(b)),
        spoiled("symbolic-link", "a frames file that is a symbolic link", (w, b) -> link(b)));
  }

  private static void joins(Bench bench) throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = bench.startReader("every");
      Line line = writer.hear();
      Violation.unless(line.length() <= MAX_LINE, "its line has " + line.length() + " bytes");
      Violation.unless(
          line.text().startsWith("ZOETROPE 1 READER "), "its line is '" + line.text() + "'");
      Violation.unlessEqual(Bench.READER, line.keys().getOrDefault("name", ""), "its name");
      Violation.unlessEqual("every", line.keys().getOrDefault("policy", "every"), "its policy");
      writer.prepare("every");
      String answer = writer.grant();
      writer.send(answer.substring(0, 9));
      writer.send(answer.substring(9) + "!!!");
      reader.expect("joined");
      bench.until(
          "its presence is 1",
          () ->
              writer.counter(ReaderCellDescriptor.PRESENCE)
                  == ReaderCellDescriptor.PRESENCE_MAPPED);
      Violation.unless(!writer.isLeft(), "closed the connection after it joined");
    }
  }

  private static void refused(Bench bench) throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = bench.startReader("every");
      writer.hear();
      writer.send("ERROR full stream 's' has 15 readers, the most\n");
      writer.hangUp();
      reader.mustRefuse("joined", "an answer that is an error");
    }
  }

  private static void comesAgain(Bench bench) throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = bench.startReader("every");
      for (String refusal : List.of("busy too many at once", "timeout no line within 2 s")) {
        writer.hear();
        writer.send("ERROR " + refusal + "\n");
        writer.hangUp();
      }
      writer.hear();
      writer.prepare("every");
      writer.send(writer.grant());
      reader.expect("joined");
    }
  }

  private static void mapsReadOnly(Bench bench)
      throws IOException, InterruptedException, Violation {
    try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
      Subject reader = writer.join("every");
      int found = 0;
      for (ProcessHandle process : reader.processes()) {
        Path maps = Path.of("/proc", String.valueOf(process.pid()), "maps");
        List<String> lines = Files.exists(maps) ? Files.readAllLines(maps) : List.of();
        for (String line : lines) {
          if (line.endsWith(StreamNames.frames(Bench.STREAM, HandWriter.EPOCH))) {
            found++;
            String permissions = line.split(" ", -1)[1];
            Violation.unless(permissions.startsWith("r-"), "maps frames as " + permissions);
          }
        }
      }
      // Elsewhere than on Linux nobody tells.
      Violation.unless(
          found > 0 || !Files.exists(Path.of("/proc/self/maps")),
          "has no mapping of the frames, says /proc/PID/maps");
    }
  }

  private static Check spoiled(String name, String what, Spoiler spoiler) {
    return new Check(
        "bad-" + name,
        "2",
        "refuses " + what,
        bench -> {
          try (HandWriter writer = new HandWriter(bench, Bench.SLOTS)) {
            Subject reader = bench.startReader("every");
            writer.hear();
            writer.prepare("every");
            spoiler.spoil(writer, bench);
            writer.send(writer.grant());
            reader.mustRefuse("joined", what);
          }
        });
  }

  private static void renameCell(HandWriter writer, Bench bench) {
    int cell = ControlDescriptor.cellOffset(HandWriter.CELL);
    writer.control().putByte(cell + ReaderCellDescriptor.NAME, (byte) 'X');
  }

  private static Path frames(Bench bench) {
    return bench.pipeline().resolve(StreamNames.frames(Bench.STREAM, HandWriter.EPOCH));
  }

  private static void shorten(Bench bench) throws IOException {
    try (FileChannel channel = FileChannel.open(frames(bench), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 4096);
    }
  }

  private static void link(Bench bench) throws IOException {
    Path elsewhere = bench.pipeline().path().getParent().resolve("elsewhere");
    Files.move(frames(bench), elsewhere);
    Files.createSymbolicLink(frames(bench), elsewhere);
  }
}
