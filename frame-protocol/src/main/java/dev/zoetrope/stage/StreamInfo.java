package dev.zoetrope.stage;

import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;

/**
 * What is known of a stream before its first frame, and does not change.
 *
 * @param kind video or audio
 * @param frameRateNum nominal frame rate, numerator; 0 when unknown or variable
 * @param frameRateDen nominal frame rate, denominator, at least 1
 * @param durationNs expected length, nanoseconds; -1 when unknown
 * @param live whether the source cannot wait: frames are dropped when no slot is free
 */
public record StreamInfo(
    StreamKind kind, int frameRateNum, int frameRateDen, long durationNs, boolean live) {

  /** Checks every value. */
  public StreamInfo {
    if (frameRateNum < 0 || frameRateDen < 1) {
      throw new IllegalArgumentException(
          "frame rate is "
              + frameRateNum
              + "/"
              + frameRateDen
              + ", allowed: 0/1 (unknown) and more");
    }
    if (durationNs < -1) {
      throw new IllegalArgumentException(
          "duration is " + durationNs + " ns, allowed: -1 (unknown) and more");
    }
  }

  /** Pictures at a nominal rate, 0/1 when it varies, from a source that can wait. */
  public static StreamInfo video(int frameRateNum, int frameRateDen) {
    return new StreamInfo(StreamKind.VIDEO, frameRateNum, frameRateDen, -1, false);
  }

  /** Sound from a source that can wait. */
  public static StreamInfo audio() {
    return new StreamInfo(StreamKind.AUDIO, 0, 1, -1, false);
  }

  static StreamInfo of(EpochSpec spec) {
    return new StreamInfo(
        spec.kind(),
        spec.frameRateNum(),
        spec.frameRateDen(),
        spec.durationNs(),
        spec.liveSource());
  }

  /** The same at another nominal rate; 0/1 when it varies. */
  public StreamInfo withFrameRate(int num, int den) {
    return new StreamInfo(kind, num, den, durationNs, live);
  }

  /** The same with another expected length, nanoseconds; -1 when unknown. */
  public StreamInfo withDurationNs(long ns) {
    return new StreamInfo(kind, frameRateNum, frameRateDen, ns, live);
  }

  /** The same from a source that cannot wait, or that can. */
  public StreamInfo withLive(boolean cannotWait) {
    return new StreamInfo(kind, frameRateNum, frameRateDen, durationNs, cannotWait);
  }
}
