package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The life of one writer as others see it: its epochs, its frames, and who joined it when. */
final class Line {
  /** Superseded epochs that may still be of use, and the current one. */
  private static final int KEPT = 6;

  private final WriterAgent writer;
  private final Ledger ledger = new Ledger();
  private final TreeMap<Long, Sight> sights = new TreeMap<>();
  private final Map<String, Member> members = new HashMap<>();
  private final List<ReaderAgent> readers = new ArrayList<>();

  /** A reader that was granted a cell. */
  static final class Member {
    private final int cell;
    private final Ledger.Place joined;
    private long progressNs;
    private boolean isEvicted;
    private Ledger.Place last;

    private Member(int cell, Ledger.Place joined, long nowNs) {
      this.cell = cell;
      this.joined = joined;
      this.last = joined;
      this.progressNs = nowNs;
    }

    int cell() {
      return cell;
    }

    /** The frame after which it sees all. */
    Ledger.Place joined() {
      return joined;
    }

    /** The frame that it got last; at first, {@link #joined()}. */
    Ledger.Place last() {
      return last;
    }

    void got(Ledger.Place place) {
      last = place;
    }

    /** When it last took or released a frame, or changed the epoch. */
    long progressNs() {
      return progressNs;
    }

    void progressed(long nowNs) {
      progressNs = nowNs;
    }

    /** Whether it was not before: it is evicted from each of its epochs. */
    boolean evict() {
      boolean isFirst = !isEvicted;
      isEvicted = true;
      return isFirst;
    }
  }

  Line(WriterAgent writer) {
    this.writer = writer;
  }

  WriterAgent writer() {
    return writer;
  }

  Ledger ledger() {
    return ledger;
  }

  Iterable<Sight> sights() {
    return sights.values();
  }

  Sight sight(long epoch) {
    return sights.get(epoch);
  }

  /** The current epoch, null before the first. */
  Sight newest() {
    return sights.isEmpty() ? null : sights.lastEntry().getValue();
  }

  void add(Sight sight) {
    sights.put(sight.number(), sight);
    ledger.begin(sight.number());
  }

  Member join(String name, int cell, Ledger.Place place, long nowNs) {
    Member member = new Member(cell, place, nowNs);
    members.put(name, member);
    return member;
  }

  /** Null for who never joined this writer. */
  Member member(String name) {
    return members.get(name);
  }

  /** Readers that are connected to this writer, or were. */
  List<ReaderAgent> readers() {
    return readers;
  }

  /** Whether nobody does anything in these epochs any more. */
  boolean isGone() {
    return writer.process().isGone()
        && readers.stream().allMatch(reader -> reader.process().isGone());
  }

  /** Forgets epochs that nobody can be in any more. */
  void forgetUnused() {
    long oldest = Long.MAX_VALUE;
    for (ReaderAgent reader : readers) {
      if (!reader.process().isGone()) {
        oldest = Math.min(oldest, reader.oldestEpoch());
      }
    }
    while (sights.size() > KEPT && sights.firstKey() < oldest) {
      sights.pollFirstEntry().getValue().close();
    }
  }

  void close() {
    sights.values().forEach(Sight::close);
    sights.clear();
  }
}
