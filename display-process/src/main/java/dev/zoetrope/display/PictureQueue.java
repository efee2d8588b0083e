package dev.zoetrope.display;

import java.util.ArrayDeque;

/** Pictures that wait for their time, oldest first, each in a place of the surface. */
final class PictureQueue {
  /**
   * A picture in its place.
   *
   * @param place where the surface keeps it
   * @param picture what it is
   * @param takenNs when its lease was got, {@link System#nanoTime}
   * @param uploadedNs when it was in its place
   */
  record Entry(int place, PictureInfo picture, long takenNs, long uploadedNs) {}

  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private final boolean[] taken = new boolean[Surface.MAX_PLACES];
  private Entry shown;

  /**
   * Finds a free place, the lowest, so that a surface fills no more places than are needed.
   *
   * @param places how many places may be used
   * @return the place, or -1 when there is none
   */
  int freePlace(int places) {
    for (int place = 0; place < places; place++) {
      if (!taken[place]) {
        return place;
      }
    }
    return -1;
  }

  /** Adds a picture that was uploaded. */
  void add(Entry entry) {
    taken[entry.place()] = true;
    waiting.add(entry);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The oldest picture, or null. */
  Entry first() {
    return waiting.peekFirst();
  }

  /** Whether a younger picture than the oldest is due as well. */
  boolean isOutdated(long mediaNs) {
    if (waiting.size() < 2) {
      return false;
    }
    var entries = waiting.iterator();
    entries.next();
    return isDue(entries.next().picture(), mediaNs);
  }

  /**
   * Whether it is time for a picture. One without a time is due, and so is one that is further away
   * than any queue is long: its time is not of this count.
   */
  static boolean isDue(PictureInfo picture, long mediaNs) {
    return picture.ptsNs() == MediaClock.UNKNOWN
        || mediaNs == MediaClock.UNKNOWN
        || picture.ptsNs() <= mediaNs
        || picture.ptsNs() - mediaNs > FOREIGN_NS;
  }

  private static final long FOREIGN_NS = 2_000_000_000L;

  /** Lets the oldest picture go. */
  void drop() {
    taken[waiting.removeFirst().place()] = false;
  }

  /** Makes the oldest picture the one that is shown; the former one's place is free. */
  Entry show() {
    if (shown != null) {
      taken[shown.place()] = false;
    }
    shown = waiting.removeFirst();
    return shown;
  }

  /** The picture that is shown, or null. */
  Entry shown() {
    return shown;
  }
}
