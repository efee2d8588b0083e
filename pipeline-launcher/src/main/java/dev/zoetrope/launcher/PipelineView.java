package dev.zoetrope.launcher;

import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stats.ReaderSnapshot;
import dev.zoetrope.stats.StreamSnapshot;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A pipeline at one moment, as far as it can be seen from outside.
 *
 * @param announced whether all captures have announced their streams
 * @param streams those that could be seen so far
 */
record PipelineView(boolean announced, List<Stream> streams) {
  /**
   * A stream.
   *
   * @param counters its own counters
   * @param readers all readers that were ever seen, by name, with their newest counters
   */
  record Stream(StreamSnapshot counters, Map<String, ReaderSnapshot> readers) {
    String name() {
      return counters.stream();
    }

    /** Whether there may be more for a reader that takes this stream at all. */
    boolean isAheadOf(String reader) {
      ReaderSnapshot seen = readers.get(reader);
      long worked = seen == null ? 0 : seen.delivered() + seen.skipped();
      return worked > 0 && (counters.isServed() || worked < counters.published());
    }
  }

  /** Before anything can be seen. */
  static final PipelineView NOTHING = new PipelineView(false, List.of());

  /** A stream that can be seen. */
  Optional<Stream> stream(String name) {
    return streams.stream().filter(stream -> stream.name().equals(name)).findFirst();
  }

  /** Whether any stream is served at the moment. */
  boolean isRunning() {
    return streams.stream().anyMatch(stream -> stream.counters().isServed());
  }

  /** Frames published on all streams. */
  long published() {
    return streams.stream().mapToLong(stream -> stream.counters().published()).sum();
  }

  /** Frames published on some streams. */
  long published(Collection<String> names) {
    return streams.stream()
        .filter(stream -> names.contains(stream.name()))
        .mapToLong(stream -> stream.counters().published())
        .sum();
  }

  /**
   * Frames published on the first stream of a kind whose writer did not die, else on the first; -1
   * when there is no such stream.
   */
  long published(StreamKind kind) {
    return streams.stream()
        .map(Stream::counters)
        .filter(counters -> counters.kind() == kind)
        .min(Comparator.comparing(StreamSnapshot::lost))
        .map(StreamSnapshot::published)
        .orElse(-1L);
  }

  /** Frames never published for want of a slot. */
  long dropped() {
    return streams.stream().mapToLong(stream -> stream.counters().dropped()).sum();
  }

  /**
   * The longest expected length of a stream, nanoseconds; 0 when none is known. Streams whose
   * writer died count only where there are no others.
   */
  long durationNs() {
    boolean allLost = streams.stream().allMatch(stream -> stream.counters().lost());
    return streams.stream()
        .map(Stream::counters)
        .filter(counters -> allLost || !counters.lost())
        .mapToLong(StreamSnapshot::durationNs)
        .reduce(0, Math::max);
  }

  /** Whether a reader has joined all streams that it takes, be it that it left again. */
  boolean hasJoined(StageSpec reader) {
    List<Stream> taken =
        streams.stream().filter(stream -> reader.reads().contains(stream.name())).toList();
    boolean allThere = reader.readsCapture() ? announced : taken.size() == reader.reads().size();
    return allThere
        && !taken.isEmpty()
        && taken.stream().allMatch(stream -> stream.readers().containsKey(reader.joinName()));
  }

  /**
   * Frames taken by a reader that is there now; empty when there is none of that name, or only at
   * writers that died.
   */
  OptionalLong delivered(String reader) {
    return streams.stream()
        .filter(stream -> !stream.counters().lost())
        .flatMap(stream -> stream.counters().readers().stream())
        .filter(joined -> joined.name().equals(reader))
        .mapToLong(ReaderSnapshot::delivered)
        .reduce(Long::sum);
  }

  /** Whether a reader was left behind by a writer. */
  boolean isEvicted(String reader) {
    return readers(reader).stream().anyMatch(ReaderSnapshot::evicted);
  }

  /** Frames that a reader took or skipped: a number that grows while it works. */
  long worked(String reader) {
    return readers(reader).stream().mapToLong(seen -> seen.delivered() + seen.skipped()).sum();
  }

  /**
   * How far a reader has come, nanoseconds of media time: in the stream in which it is furthest
   * behind, of those that have not ended for it.
   */
  long mediaTimeNs(String reader) {
    return streams.stream()
        .filter(stream -> stream.isAheadOf(reader))
        .mapToLong(stream -> stream.readers().get(reader).mediaTimeNs())
        .min()
        .orElseGet(
            () -> readers(reader).stream().mapToLong(ReaderSnapshot::mediaTimeNs).max().orElse(0));
  }

  private Collection<ReaderSnapshot> readers(String reader) {
    return streams.stream()
        .map(stream -> stream.readers().get(reader))
        .filter(seen -> seen != null)
        .toList();
  }
}
