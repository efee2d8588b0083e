package dev.zoetrope.display;

import dev.zoetrope.layout.FrameHeader;

/**
 * What media time it is: that of the sound being heard, or, without sound, that of the pictures as
 * they arrive, carried on by the system's clock.
 *
 * <p>The sound leads for as long as it reports. The smoothing is for its reports, which move by a
 * device buffer at a time. Thread-safe.
 */
final class MediaClock {
  /** Returned while nothing is known. */
  static final long UNKNOWN = FrameHeader.NO_PTS;

  /** A report this far off is a jump, not jitter. */
  private static final long JUMP_NS = 100_000_000L;

  /** Sound that reported nothing for so long does not lead any more. */
  private static final long SILENCE_NS = 1_000_000_000L;

  /** A picture that arrives this far off its time begins a new count of time. */
  private static final long GAP_NS = 500_000_000L;

  private static final double SMOOTHING = 0.03;

  /** Pictures that always come late move the clock, so that the pace stays even. */
  private static final int LATENESS_SHARE = 16;

  /** Pictures that all came early for so long show that the clock is slow. */
  private static final long EARLY_PERIOD_NS = 250_000_000L;

  private long startDelayNs;
  private long offsetNs = UNKNOWN;
  private long reportedNs;
  private int reports;
  private boolean soundLeads;
  private long leastAheadNs = Long.MAX_VALUE;
  private long earlySinceNs;

  /**
   * Makes a clock that does not know the time yet.
   *
   * @param startDelayNs how much later than it arrives the first picture is due: as long as sound,
   *     where there will be some, waits in its device
   */
  MediaClock(long startDelayNs) {
    this.startDelayNs = startDelayNs;
  }

  /**
   * Sound reports.
   *
   * @param mediaNs media time of what is being heard
   * @param nowNs system time of that
   */
  synchronized void heard(long mediaNs, long nowNs) {
    long sample = mediaNs - nowNs;
    if (!soundLeads || Math.abs(sample - offsetNs) > JUMP_NS) {
      soundLeads = true;
      offsetNs = sample;
      reports = 0;
    }
    reports++;
    offsetNs += Math.round((sample - offsetNs) * Math.max(SMOOTHING, 1.0 / reports));
    reportedNs = nowNs;
  }

  /** Sound ended: the clock runs on without it. If there was none, there is nothing to wait for. */
  synchronized void soundEnded() {
    if (reports == 0 && offsetNs != UNKNOWN) {
      offsetNs += startDelayNs;
    }
    startDelayNs = 0;
    soundLeads = false;
  }

  /**
   * A picture arrived.
   *
   * @param ptsNs its presentation time
   * @param nowNs system time
   */
  synchronized void arrived(long ptsNs, long nowNs) {
    if (ptsNs == FrameHeader.NO_PTS || soundLeads(nowNs)) {
      return;
    }
    if (offsetNs == UNKNOWN) {
      offsetNs = ptsNs - nowNs - startDelayNs;
      return;
    }
    long aheadNs = ptsNs - (nowNs + offsetNs);
    if (Math.abs(aheadNs) > GAP_NS) {
      offsetNs = ptsNs - nowNs;
      leastAheadNs = Long.MAX_VALUE;
    } else if (aheadNs < 0) {
      offsetNs += aheadNs / LATENESS_SHARE;
      leastAheadNs = Long.MAX_VALUE;
    } else {
      early(aheadNs, nowNs);
    }
  }

  /** A clock that was once held up would otherwise show everything late for ever. */
  private void early(long aheadNs, long nowNs) {
    if (leastAheadNs == Long.MAX_VALUE) {
      earlySinceNs = nowNs;
    }
    leastAheadNs = Math.min(leastAheadNs, aheadNs);
    if (nowNs - earlySinceNs >= EARLY_PERIOD_NS) {
      offsetNs += leastAheadNs / 2;
      leastAheadNs = Long.MAX_VALUE;
    }
  }

  /** Whether the time is that of sound. */
  synchronized boolean soundLeads(long nowNs) {
    return soundLeads && nowNs - reportedNs < SILENCE_NS;
  }

  /**
   * The media time.
   *
   * @param nowNs system time
   * @return nanoseconds, or {@link #UNKNOWN}
   */
  synchronized long mediaNs(long nowNs) {
    return offsetNs == UNKNOWN ? UNKNOWN : nowNs + offsetNs;
  }
}
