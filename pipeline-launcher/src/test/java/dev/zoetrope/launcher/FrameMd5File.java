package dev.zoetrope.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A listing as {@code -f framemd5} writes it. */
final class FrameMd5File {
  /** One frame: presentation time and duration in ticks of its stream, bytes, hash. */
  record Row(long pts, long duration, int size, String md5) {}

  private final Map<String, String> streamOfKind = new HashMap<>();
  private final Map<String, Double> ticks = new HashMap<>();
  private final Map<String, List<Row>> rows = new HashMap<>();

  private FrameMd5File() {}

  static FrameMd5File read(Path file) throws IOException {
    FrameMd5File listing = new FrameMd5File();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#")) {
        listing.header(line.substring(1).split("[ :/]+"));
      } else {
        listing.row(line.split(", *"));
      }
    }
    return listing;
  }

  private void header(String[] words) {
    if (words[0].equals("tb")) {
      ticks.put(words[1], Double.parseDouble(words[2]) / Double.parseDouble(words[3]));
    } else if (words[0].equals("media_type")) {
      streamOfKind.put(words[2], words[1]);
    }
  }

  private void row(String[] cells) {
    rows.computeIfAbsent(cells[0], stream -> new ArrayList<>())
        .add(
            new Row(
                Long.parseLong(cells[2].trim()),
                Long.parseLong(cells[3].trim()),
                Integer.parseInt(cells[4].trim()),
                cells[5].trim()));
  }

  List<Row> rows(String kind) {
    return rows.getOrDefault(streamOfKind.get(kind), List.of());
  }

  /** Seconds of one tick of a kind's stream. */
  double tick(String kind) {
    return ticks.get(streamOfKind.get(kind));
  }
}
