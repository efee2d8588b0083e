package dev.zoetrope.channel;

/** Where a reader stands; all but {@link #LIVE} are final. */
public enum ReaderState {
  /** Frames may come. */
  LIVE,
  /** The writer ended the stream, and every frame of it was taken or skipped. */
  ENDED,
  /** The writer gave up; every frame before that was taken or skipped. */
  FAILED,
  /** The writer died without a word; every frame before that was taken or skipped. */
  WRITER_LOST,
  /** The writer stopped waiting for this reader, which had stalled. Open leases stay good. */
  EVICTED
}
