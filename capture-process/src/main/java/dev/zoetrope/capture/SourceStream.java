package dev.zoetrope.capture;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.ffmpeg.DecoderPictures;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;

/**
 * One selected stream of a source.
 *
 * @param kind video or audio
 * @param payloadCapacity bytes that a typical frame needs; larger ones are not refused
 * @param durationNs expected length, nanoseconds; -1 when unknown
 * @param frameRateNum nominal frame rate, numerator; 0 when unknown
 * @param frameRateDen nominal frame rate, denominator, at least 1
 * @param pressure what is done where readers keep all slots: {@code WAIT} unless the source is live
 * @param pictures memory of a decoder that writes into slots; null when frames are copied
 * @param description such as {@code 1280x720 yuv420p 30 fps, h264, 10.0 s}
 */
record SourceStream(
    StreamKind kind,
    long payloadCapacity,
    long durationNs,
    int frameRateNum,
    int frameRateDen,
    PressurePolicy pressure,
    DecoderPictures pictures,
    String description) {
  /** A stream whose frames are copied into slots. */
  SourceStream(
      StreamKind kind,
      long payloadCapacity,
      long durationNs,
      int frameRateNum,
      int frameRateDen,
      PressurePolicy pressure,
      String description) {
    this(
        kind, payloadCapacity, durationNs, frameRateNum, frameRateDen, pressure, null, description);
  }

  /**
   * The stream with a decoder that writes into slots.
   *
   * @param memory of the decoder; frames are copied where it is null, or cannot tell their size
   */
  SourceStream decodedInto(DecoderPictures memory) {
    long needed = memory == null ? 0 : memory.payloadLength();
    return needed == 0 ? this : with(Math.max(payloadCapacity, needed), memory);
  }

  /** The stream with frames that are copied into slots after all. */
  SourceStream copied() {
    return with(payloadCapacity, null);
  }

  private SourceStream with(long capacity, DecoderPictures memory) {
    return new SourceStream(
        kind, capacity, durationNs, frameRateNum, frameRateDen, pressure, memory, description);
  }

  /** Whether the source goes on while we wait. */
  boolean isLive() {
    return pressure != PressurePolicy.WAIT;
  }

  /** The stream with slots for readers, and those that its decoder keeps. */
  EpochSpec spec(int slots) {
    int wanted = pictures == null ? 0 : pictures.slotCount();
    int kept = Math.min(wanted, ControlDescriptor.MAX_SLOTS - slots);
    return new EpochSpec(
        kind,
        slots + kept,
        payloadCapacity,
        durationNs,
        frameRateNum,
        frameRateDen,
        isLive(),
        kept);
  }
}
