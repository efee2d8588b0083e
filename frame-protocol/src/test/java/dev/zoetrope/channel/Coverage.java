package dev.zoetrope.channel;

import dev.zoetrope.probe.ProtocolPoint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What happened in simulations, and how often. */
final class Coverage {
  /** What a simulation should make happen. */
  enum Event {
    FRAME_PUBLISHED,
    FRAME_DELIVERED,
    SKIPPED_STALE,
    SKIPPED_OVERWRITTEN,
    FRAME_DROPPED,
    CLAIM_ABORTED,
    FRAME_KEPT,
    KEPT_PUBLISHED,
    KEPT_TOO_LATE,
    KEPT_LET_GO,
    CLAIM_REFUSED,
    CLAIM_CANCELLED,
    PUBLISHED_TOO_LATE,
    FORMAT_CHANGED,
    LARGER_FRAME,
    EPOCH_ROLLED,
    READER_JOINED,
    READER_NOT_SERVED,
    READER_LEFT,
    READER_LEFT_HOLDING,
    READER_STALLED,
    READER_EVICTED,
    EVICTION_SEEN,
    END_SEEN,
    FAILURE_SEEN,
    LOSS_SEEN,
    CUT_OFF,
    WRITER_ENDED,
    WRITER_FAILED,
    WRITER_TURNED_AWAY,
    WRITER_CRASHED,
    READER_CRASHED,
    WRITER_RESTARTED,
    READER_RESTARTED,
    BELL_LOST,
    SHORT_PAUSE,
    LONG_PAUSE,
    RELEASED_OUT_OF_ORDER,
    RELEASED_ELSEWHERE,
    RELEASED_IN_OLD_EPOCH,
    CLOSED_TWICE,
    WOKEN_UP,
    STRANGER_CAME
  }

  private final Map<Event, Long> events = new EnumMap<>(Event.class);
  private final Map<ProtocolPoint, Long> visits = new EnumMap<>(ProtocolPoint.class);
  private final Map<ProtocolPoint, Long> crashes = new EnumMap<>(ProtocolPoint.class);

  void count(Event event) {
    count(event, 1);
  }

  void count(Event event, long times) {
    events.merge(event, times, Long::sum);
  }

  void visit(ProtocolPoint point) {
    visits.merge(point, 1L, Long::sum);
  }

  void crashAt(ProtocolPoint point) {
    crashes.merge(point, 1L, Long::sum);
  }

  /** Adds what happened elsewhere. */
  void add(Coverage other) {
    other.events.forEach((event, times) -> events.merge(event, times, Long::sum));
    other.visits.forEach((point, times) -> visits.merge(point, times, Long::sum));
    other.crashes.forEach((point, times) -> crashes.merge(point, times, Long::sum));
  }

  /** What never happened. */
  List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (Event event : Event.values()) {
      if (events.getOrDefault(event, 0L) == 0) {
        missing.add(event.name());
      }
    }
    for (ProtocolPoint point : ProtocolPoint.values()) {
      if (crashes.getOrDefault(point, 0L) == 0) {
        missing.add("crash at " + point);
      }
    }
    return missing;
  }

  /** A table to read. */
  String table() {
    StringBuilder table = new StringBuilder();
    for (Event event : Event.values()) {
      row(table, event.name(), events.getOrDefault(event, 0L), "");
    }
    for (ProtocolPoint point : ProtocolPoint.values()) {
      String crashed = crashes.getOrDefault(point, 0L) + " crashes";
      row(table, "at " + point, visits.getOrDefault(point, 0L), crashed);
    }
    return table.toString();
  }

  private static void row(StringBuilder table, String what, long times, String more) {
    table.append(String.format("  %-28s %,12d  %s%n", what, times, more));
  }
}
