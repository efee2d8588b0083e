package dev.zoetrope.region;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.Layout;
import dev.zoetrope.layout.StreamKind;

/**
 * Geometry of an epoch, and what is constant about its stream.
 *
 * @param kind video or audio
 * @param slotCount 2 to 64
 * @param payloadCapacity most payload bytes of one frame, at most {@link #MAX_PAYLOAD}
 * @param durationNs expected length of the stream in nanoseconds, -1 when unknown
 * @param frameRateNum nominal frame rate, numerator; 0 when unknown or variable
 * @param frameRateDen nominal frame rate, denominator, at least 1
 * @param liveSource whether the source cannot wait
 * @param keptSlots most slots that the writer keeps to itself, as a decoder does with its reference
 *     pictures; 0 to slotCount - 2
 */
public record EpochSpec(
    StreamKind kind,
    int slotCount,
    long payloadCapacity,
    long durationNs,
    int frameRateNum,
    int frameRateDen,
    boolean liveSource,
    int keptSlots) {
  /** A slot is one mapping, and a mapping is less than 2 GiB. The region may be 64 times that. */
  public static final long MAX_PAYLOAD = (1L << 31) - (1 << 20);

  private static final long PAGE = 4096;

  /** Checks every value. */
  public EpochSpec {
    if (slotCount < ControlDescriptor.MIN_SLOTS || slotCount > ControlDescriptor.MAX_SLOTS) {
      throw new IllegalArgumentException("slot count is " + slotCount + ", allowed: 2 to 64");
    }
    if (payloadCapacity < 1 || payloadCapacity > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payload capacity is " + payloadCapacity + " bytes, allowed: 1 to " + MAX_PAYLOAD);
    }
    if (durationNs < -1) {
      throw new IllegalArgumentException(
          "duration is " + durationNs + " ns, allowed: -1 (unknown) and more");
    }
    if (frameRateNum < 0 || frameRateDen < 1) {
      throw new IllegalArgumentException(
          "frame rate is "
              + frameRateNum
              + "/"
              + frameRateDen
              + ", allowed: 0/1 (unknown) and more");
    }
    if (keptSlots < 0 || keptSlots > slotCount - ControlDescriptor.MIN_SLOTS) {
      throw new IllegalArgumentException(
          "kept slots are "
              + keptSlots
              + ", allowed: 0 to "
              + (slotCount - ControlDescriptor.MIN_SLOTS)
              + ", two fewer than there are slots");
    }
  }

  /** An epoch whose writer keeps no slot to itself. */
  public EpochSpec(
      StreamKind kind,
      int slotCount,
      long payloadCapacity,
      long durationNs,
      int frameRateNum,
      int frameRateDen,
      boolean liveSource) {
    this(kind, slotCount, payloadCapacity, durationNs, frameRateNum, frameRateDen, liveSource, 0);
  }

  /** Bytes from one slot to the next: header page, payload, padding, to a whole page. */
  public long slotLength() {
    return slotLength(payloadCapacity);
  }

  static long slotLength(long payloadCapacity) {
    return Layout.align(
        FrameHeaderDescriptor.PAYLOAD_OFFSET + payloadCapacity + FrameHeaderDescriptor.TAIL_PADDING,
        PAGE);
  }

  /** Bytes of the frames file. */
  public long framesLength() {
    return slotCount * slotLength();
  }

  /** The same stream with room for larger frames. */
  public EpochSpec withPayloadCapacity(long bytes) {
    return new EpochSpec(
        kind, slotCount, bytes, durationNs, frameRateNum, frameRateDen, liveSource, keptSlots);
  }
}
