package dev.zoetrope.stats;

/**
 * The counters of one reader at one moment, cumulative since it joined.
 *
 * @param name name as it told it
 * @param policy code of {@link dev.zoetrope.layout.ReaderCellDescriptor}
 * @param evicted whether the writer stopped waiting for it
 * @param delivered frames taken
 * @param skippedStale frames passed over for newer ones
 * @param skippedOverwritten frames gone before it came to them
 * @param skippedCorrupt frames with an invalid header
 * @param causedDrops frames dropped because of it
 * @param mediaTimeNs end of the last frame taken, nanoseconds of media time
 */
public record ReaderSnapshot(
    String name,
    int policy,
    boolean evicted,
    long delivered,
    long skippedStale,
    long skippedOverwritten,
    long skippedCorrupt,
    long causedDrops,
    long mediaTimeNs) {
  /** Frames skipped, for all causes. */
  public long skipped() {
    return skippedStale + skippedOverwritten + skippedCorrupt;
  }
}
