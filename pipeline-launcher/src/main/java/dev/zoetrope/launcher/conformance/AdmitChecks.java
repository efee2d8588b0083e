package dev.zoetrope.launcher.conformance;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.ReaderCell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a writer admits readers, and turns others away. */
final class AdmitChecks {
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private AdmitChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("admits", "2", "answers a reader, and fills its cell first", AdmitChecks::admits),
        new Check(
            "private", "1", "keeps its files from other users", AdmitChecks::keepsFilesPrivate),
        new Check(
            "unknown-keys",
            "2",
            "ignores keys that it does not know; without a policy it is EVERY",
            AdmitChecks::ignoresUnknownKeys),
        new Check(
            "refuses", "2", "answers wrong lines with their error codes", AdmitChecks::refuses),
        new Check(
            "timeout",
            "2",
            "turns silent connections away after 2 s, and serves others meanwhile",
            AdmitChecks::turnsTheSilentAway),
        new Check("full", "2", "admits 15 readers and no more", AdmitChecks::isFull),
        new Check(
            "reuses",
            "3",
            "gives the cell of a reader that left to the next one, zeroed",
            AdmitChecks::reusesCells));
  }

  private static void admits(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    writer.ask("publish 2", "published 2 dropped 0");
    for (ReaderPolicy policy : ReaderPolicy.values()) {
      try (HandReader reader = HandReader.joinUnmapped(bench, "kit-" + policy.token(), policy)) {
        ReaderCell cell = reader.cell();
        Violation.unlessEqual(
            ControlDescriptor.GRANT_ACTIVE, cell.grantStateVolatile(), "grant state");
        Violation.unlessEqual("kit-" + policy.token(), cell.name(), "name in the cell");
        Violation.unlessEqual(policy.code(), cell.policy(), "policy in the cell");
        Violation.unlessEqual(1L, cell.pid(), "pid in the cell");
        Violation.unlessEqual(2L, cell.joinCursor(), "join cursor after two frames");
        Violation.unlessEqual(2L, cell.consumedAcquire(), "consumed cursor after two frames");
      }
    }
  }

  private static void keepsFilesPrivate(Bench bench)
      throws IOException, InterruptedException, Violation {
    bench.startWriter();
    List<Path> all = new ArrayList<>();
    for (String file : bench.files()) {
      if (file.endsWith(".control") || file.endsWith(".frames")) {
        all.add(bench.pipeline().resolve(file));
      }
    }
    Violation.unlessEqual(2, all.size(), "number of epoch files");
    all.add(bench.pipeline().path());
    for (Path path : all) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
      Violation.unless(
          permissions.stream().noneMatch(OTHERS::contains),
          "'" + path.getFileName() + "' is open to others: " + permissions);
    }
  }

  private static void ignoresUnknownKeys(Bench bench)
      throws IOException, InterruptedException, Violation {
    bench.startWriter();
    try (HandReader reader = HandReader.connect(bench)) {
      reader.mustBeGranted("ZOETROPE 1 READER colour=blue name=kit shape\n");
      Violation.unlessEqual(
          ReaderCellDescriptor.POLICY_EVERY, reader.cell().policy(), "policy in the cell");
    }
  }

  private static void refuses(Bench bench) throws IOException, InterruptedException, Violation {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("HELLO\n", "greeting");
    codes.put("ZOETROPE 2 READER name=kit\n", "version");
    codes.put("ZOETROPE 1 WRITER name=kit\n", "role");
    codes.put("ZOETROPE 1 READER policy=every\n", "argument");
    codes.put("ZOETROPE 1 READER name=../kit\n", "argument");
    codes.put("ZOETROPE 1 READER name=" + "k".repeat(49) + "\n", "argument");
    codes.put("ZOETROPE 1 READER name=kit policy=none\n", "argument");
    codes.put("ZOETROPE 1 READER name=kit pid=one\n", "argument");
    codes.put("ZOETROPE 1 READER name=kit x=" + "x".repeat(483), "line");
    Subject writer = bench.startWriter();
    for (Map.Entry<String, String> code : codes.entrySet()) {
      try (HandReader reader = HandReader.connect(bench)) {
        String answer = reader.ask(code.getKey());
        Violation.unless(
            answer.startsWith("ERROR " + code.getValue() + " "),
            "answered '"
                + answer
                + "' to '"
                + code.getKey().strip()
                + "', expected: 'ERROR "
                + code.getValue()
                + " ...'");
        bench.until("it closes the connection that it refused", reader::isOver);
      }
    }
    writer.ask("publish 1", "published 1 dropped 0");
  }

  private static void turnsTheSilentAway(Bench bench)
      throws IOException, InterruptedException, Violation {
    bench.startWriter();
    try (HandReader silent = HandReader.connect(bench)) {
      HandReader.join(bench, "kit", ReaderPolicy.EVERY).close();
      String answer = silent.answer();
      Violation.unless(
          answer.startsWith("ERROR timeout "), "answered '" + answer + "' to a silent connection");
    }
  }

  private static void isFull(Bench bench) throws IOException, InterruptedException, Violation {
    bench.startWriter();
    List<HandReader> readers = new ArrayList<>();
    try {
      for (int i = 0; i < ControlDescriptor.MAX_READERS; i++) {
        readers.add(HandReader.join(bench, "kit-" + i, ReaderPolicy.LATEST));
        Violation.unlessEqual(
            i + 1L,
            readers.stream().mapToInt(HandReader::index).distinct().count(),
            "number of cells that " + (i + 1) + " readers have");
      }
      try (HandReader another = HandReader.connect(bench)) {
        String answer = another.ask("ZOETROPE 1 READER name=kit\n");
        Violation.unless(
            answer.startsWith("ERROR full "), "answered '" + answer + "' to the 16th reader");
      }
    } finally {
      readers.forEach(HandReader::close);
    }
  }

  private static void reusesCells(Bench bench) throws IOException, InterruptedException, Violation {
    Subject writer = bench.startWriter();
    try (HandReader first = HandReader.join(bench, "first", ReaderPolicy.EVERY)) {
      writer.ask("publish 2", "published 2 dropped 0");
      first.take(0, 1, WrittenFrame.ROWS);
      first.hangUp();
      bench.until(
          "the grant of a reader that left is empty",
          () -> first.cell().grantStateVolatile() == ControlDescriptor.GRANT_EMPTY);
      try (HandReader second = HandReader.joinUnmapped(bench, "x", ReaderPolicy.LEAKY)) {
        Violation.unlessEqual(first.index(), second.index(), "cell of the next reader");
        Violation.unlessEqual("x", second.cell().name(), "name in the cell");
        for (int field = ReaderCellDescriptor.SLEEP_SEQUENCE;
            field <= ReaderCellDescriptor.PRESENCE;
            field += Long.BYTES) {
          Violation.unlessEqual(0L, second.cell().counter(field), "field " + field + " of a cell");
        }
      }
    }
  }
}
