package dev.zoetrope.kill;

import dev.zoetrope.probe.ProtocolPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where a victim halts: one of the points of the protocol, between two rows of a payload, or
 * nowhere.
 *
 * @param name of the point
 * @param isReader whether readers come there, and not writers
 */
record Place(String name, boolean isReader) {
  /** Half of a payload is written. */
  static final Place HALF_PAYLOAD = new Place("HALF_PAYLOAD", false);

  private static final Set<ProtocolPoint> OF_READERS =
      EnumSet.range(ProtocolPoint.CONNECTED, ProtocolPoint.FINISHED);

  private static final Set<ProtocolPoint> FREQUENT =
      EnumSet.of(
          ProtocolPoint.CLAIM_CHOSEN,
          ProtocolPoint.CLAIMED,
          ProtocolPoint.HEADER_STAMPED,
          ProtocolPoint.SLOT_READY,
          ProtocolPoint.RING_WRITTEN,
          ProtocolPoint.CURSOR_MOVED,
          ProtocolPoint.PUBLISHED,
          ProtocolPoint.LOOKED,
          ProtocolPoint.PIN_CHOSEN,
          ProtocolPoint.PINNED,
          ProtocolPoint.CONSUMED,
          ProtocolPoint.RELEASE_CHOSEN,
          ProtocolPoint.RELEASED);

  /** A point. */
  static Place of(ProtocolPoint point) {
    return new Place(point.name(), OF_READERS.contains(point));
  }

  /** No place at all: the victim is killed at some time. */
  static Place nowhere(boolean isReader) {
    return new Place("NOWHERE", isReader);
  }

  /** Every place where a writer halts. */
  static List<Place> ofWriters() {
    List<Place> places = new ArrayList<>(ofPoints(false));
    places.add(HALF_PAYLOAD);
    return places;
  }

  /** Every place where a reader halts. */
  static List<Place> ofReaders() {
    return ofPoints(true);
  }

  private static List<Place> ofPoints(boolean readers) {
    return Arrays.stream(ProtocolPoint.values())
        .map(Place::of)
        .filter(place -> place.isReader == readers)
        .toList();
  }

  /** Whether the victim comes there with every frame, or nearly so. */
  boolean isFrequent() {
    return this.equals(HALF_PAYLOAD)
        || FREQUENT.stream().anyMatch(point -> point.name().equals(name));
  }

  /** Whether the victim halts at all. */
  boolean isSomewhere() {
    return !name.equals("NOWHERE");
  }

  @Override
  public String toString() {
    return name;
  }
}
