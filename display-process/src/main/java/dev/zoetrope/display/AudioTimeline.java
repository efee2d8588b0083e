package dev.zoetrope.display;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Remembers which media time the bytes in a sound queue have, so that the number of bytes left
 * tells the media time of the next one to leave. Not thread-safe.
 */
final class AudioTimeline {
  private record Block(long bytes, long ptsNs, long durationNs) {}

  private final ArrayDeque<Block> blocks = new ArrayDeque<>();
  private long bytes;
  private long endNs = MediaClock.UNKNOWN;

  /**
   * A block entered the queue.
   *
   * @param length bytes
   * @param ptsNs media time of its first sample; {@link MediaClock#UNKNOWN}: follows the last one
   * @param durationNs how long it lasts
   */
  void add(long length, long ptsNs, long durationNs) {
    long start = ptsNs;
    if (start == MediaClock.UNKNOWN) {
      start = endNs == MediaClock.UNKNOWN ? 0 : endNs;
    }
    blocks.add(new Block(length, start, durationNs));
    bytes += length;
    endNs = start + durationNs;
  }

  /**
   * Media time of the byte that leaves the queue next.
   *
   * @param queued bytes still in the queue
   * @return nanoseconds, or {@link MediaClock#UNKNOWN} before the first block
   */
  long positionNs(long queued) {
    // Keep the newest block: when the queue is empty, the time is its end.
    while (blocks.size() > 1 && bytes - blocks.getFirst().bytes >= queued) {
      bytes -= blocks.removeFirst().bytes;
    }
    Block oldest = blocks.peekFirst();
    if (oldest == null) {
      return MediaClock.UNKNOWN;
    }
    if (oldest.bytes == 0) {
      return oldest.ptsNs + oldest.durationNs;
    }
    double gone = Math.min(1, Math.max(0, (double) (bytes - queued) / oldest.bytes));
    return oldest.ptsNs + Math.round(oldest.durationNs * gone);
  }

  /**
   * How long the queue lasts.
   *
   * @param queued bytes still in it
   * @return nanoseconds
   */
  long queuedNs(long queued) {
    long left = queued;
    long ns = 0;
    for (Iterator<Block> newest = blocks.descendingIterator(); newest.hasNext() && left > 0; ) {
      Block block = newest.next();
      double share = block.bytes == 0 ? 0 : Math.min(1, (double) left / block.bytes);
      ns += Math.round(block.durationNs * share);
      left -= block.bytes;
    }
    return ns;
  }
}
