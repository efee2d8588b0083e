package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every frame that one writer published, by epoch and sequence. */
final class Ledger {
  private final TreeMap<Long, List<Long>> epochs = new TreeMap<>();

  /** Where a frame is in a stream. */
  record Place(long epoch, long sequence) {}

  void begin(long epoch) {
    epochs.put(epoch, new ArrayList<>());
  }

  void publish(long epoch, long sequence, long number) {
    List<Long> numbers = epochs.get(epoch);
    Violation.unless(
        numbers.size() + 1 == sequence, "frame " + sequence + " follows " + numbers.size());
    numbers.add(number);
  }

  /** Frames of an epoch so far. */
  long count(long epoch) {
    return epochs.get(epoch).size();
  }

  /** What the writer put into a frame; -1 when there is none. */
  long number(Place place) {
    List<Long> numbers = epochs.getOrDefault(place.epoch(), List.of());
    boolean isThere = place.sequence() >= 1 && place.sequence() <= numbers.size();
    return isThere ? numbers.get((int) place.sequence() - 1) : -1;
  }

  /** The frame published next after one, null while there is none. */
  Place after(Place place) {
    if (place.sequence() < count(place.epoch())) {
      return new Place(place.epoch(), place.sequence() + 1);
    }
    for (Map.Entry<Long, List<Long>> later : epochs.tailMap(place.epoch(), false).entrySet()) {
      if (!later.getValue().isEmpty()) {
        return new Place(later.getKey(), 1);
      }
    }
    return null;
  }

  /** Frames after one, in epochs before another. */
  long countBetween(Place place, long epoch) {
    long count = -place.sequence();
    for (List<Long> numbers : epochs.subMap(place.epoch(), epoch).values()) {
      count += numbers.size();
    }
    return epoch == place.epoch() ? 0 : count;
  }

  long total() {
    return epochs.values().stream().mapToLong(List::size).sum();
  }
}
