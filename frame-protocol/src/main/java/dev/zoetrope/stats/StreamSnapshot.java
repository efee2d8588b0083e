package dev.zoetrope.stats;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.StreamKind;
import java.util.List;

/**
 * The counters of a stream at one moment.
 *
 * @param stream name
 * @param epoch current epoch
 * @param kind video or audio
 * @param writerState code of {@link dev.zoetrope.layout.ControlDescriptor}
 * @param slotCount slots of the current epoch
 * @param durationNs expected length, nanoseconds; -1 unknown
 * @param published frames published since the writer started
 * @param dropped frames never published for want of a slot
 * @param evictions readers evicted
 * @param heartbeatAgeNs time since the writer last showed that it lives, nanoseconds; about 100 ms
 *     at most unless it is stopped, dead or at its end
 * @param lost whether the writer died without an end, which shows two heartbeats later
 * @param readers those joined now, or until the writer died
 * @param departed those that left, with their last counters, until another takes their cell
 */
public record StreamSnapshot(
    String stream,
    long epoch,
    StreamKind kind,
    int writerState,
    int slotCount,
    long durationNs,
    long published,
    long dropped,
    long evictions,
    long heartbeatAgeNs,
    boolean lost,
    List<ReaderSnapshot> readers,
    List<ReaderSnapshot> departed) {
  /** Whether a writer serves the stream. */
  public boolean isServed() {
    return writerState == ControlDescriptor.STATE_LIVE && !lost;
  }
}
