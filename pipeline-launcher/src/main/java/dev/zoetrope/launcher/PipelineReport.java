package dev.zoetrope.launcher;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.stats.ReaderSnapshot;
import dev.zoetrope.stats.StreamSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The counters of a pipeline as text or as JSON. */
final class PipelineReport {
  private static final String INDENT = "  ";

  private PipelineReport() {}

  /** Tables of the streams and of their readers. */
  static List<String> text(String pipeline, List<StreamSnapshot> streams) {
    TextTable own =
        new TextTable()
            .row("STREAM", "KIND", "STATE", "EPOCH", "SLOTS", "PUBLISHED", "DROPPED", "EVICTED");
    TextTable readers =
        new TextTable()
            .row("READER", "STREAM", "POLICY", "DELIVERED", "SKIPPED", "DROPS CAUSED", "AT");
    boolean anyReader = false;
    for (StreamSnapshot stream : streams) {
      own.row(
          stream.stream(),
          stream.kind().name().toLowerCase(Locale.ROOT),
          state(stream),
          stream.epoch(),
          stream.slotCount(),
          stream.published(),
          stream.dropped(),
          stream.evictions());
      for (ReaderSnapshot reader : stream.readers()) {
        anyReader = true;
        readers.row(
            reader.name(),
            stream.stream(),
            policy(reader.policy()) + (reader.evicted() ? " (evicted)" : ""),
            reader.delivered(),
            reader.skipped(),
            reader.causedDrops(),
            MediaTimes.position(reader.mediaTimeNs()));
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add("pipeline " + pipeline);
    lines.addAll(own.lines(INDENT));
    if (anyReader) {
      lines.add("");
      lines.addAll(readers.lines(INDENT));
    }
    return lines;
  }

  /** One JSON object on one line. */
  static String json(String pipeline, List<StreamSnapshot> streams) {
    return "{\"pipeline\": \""
        + pipeline
        + "\", \"streams\": ["
        + String.join(", ", streams.stream().map(PipelineReport::json).toList())
        + "]}";
  }

  private static String json(StreamSnapshot stream) {
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s\", \"kind\": \"%s\", \"state\": \"%s\", \"epoch\": %d, \"slots\": %d,"
            + " \"published\": %d, \"dropped\": %d, \"evictions\": %d, \"readers\": [%s]}",
        stream.stream(),
        stream.kind().name().toLowerCase(Locale.ROOT),
        state(stream),
        stream.epoch(),
        stream.slotCount(),
        stream.published(),
        stream.dropped(),
        stream.evictions(),
        String.join(", ", stream.readers().stream().map(PipelineReport::json).toList()));
  }

  private static String json(ReaderSnapshot reader) {
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s\", \"policy\": \"%s\", \"evicted\": %b, \"delivered\": %d,"
            + " \"skipped_stale\": %d, \"skipped_overwritten\": %d, \"skipped_corrupt\": %d,"
            + " \"drops_caused\": %d, \"media_time_ns\": %d}",
        reader.name(),
        policy(reader.policy()),
        reader.evicted(),
        reader.delivered(),
        reader.skippedStale(),
        reader.skippedOverwritten(),
        reader.skippedCorrupt(),
        reader.causedDrops(),
        reader.mediaTimeNs());
  }

  private static String state(StreamSnapshot stream) {
    if (stream.lost()) {
      return "lost";
    }
    return switch (stream.writerState()) {
      case ControlDescriptor.STATE_LIVE -> "live";
      case ControlDescriptor.STATE_ENDED -> "ended";
      case ControlDescriptor.STATE_FAILED -> "failed";
      case ControlDescriptor.STATE_SUPERSEDED -> "superseded";
      default -> "unknown";
    };
  }

  private static String policy(int code) {
    return switch (code) {
      case ReaderCellDescriptor.POLICY_EVERY -> "every";
      case ReaderCellDescriptor.POLICY_LATEST -> "latest";
      case ReaderCellDescriptor.POLICY_LEAKY -> "leaky";
      default -> "unknown";
    };
  }
}
