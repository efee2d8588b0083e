package dev.zoetrope.launcher;

import java.time.Duration;

/**
 * Tells whether a stage that should come to its end still gets on: it takes frames, or works on
 * what it has. Not thread-safe.
 */
final class StuckWatch {
  /** Less of one processor than this, over the whole time, is no work. */
  private static final int IDLE_SHARE = 20;

  private final long graceNs;
  private final long frames;
  private final Duration processorTime;
  private final long sinceNs;

  private StuckWatch(long graceNs, long frames, Duration processorTime, long sinceNs) {
    this.graceNs = graceNs;
    this.frames = frames;
    this.processorTime = processorTime;
    this.sinceNs = sinceNs;
  }

  /**
   * Starts watching.
   *
   * @param graceNs time without getting on, nanoseconds
   * @param frames frames that the stage has dealt with
   * @param processorTime processor time it has used
   * @param nowNs {@link System#nanoTime}
   */
  static StuckWatch start(long graceNs, long frames, Duration processorTime, long nowNs) {
    return new StuckWatch(graceNs, frames, processorTime, nowNs);
  }

  /**
   * Looks at the stage.
   *
   * @return this, or a watch that starts anew because the stage got on
   */
  StuckWatch look(long framesNow, Duration processorTimeNow, long nowNs) {
    long workedNs = processorTimeNow.minus(processorTime).toNanos();
    boolean worked = nowNs - sinceNs >= graceNs / 2 && workedNs * IDLE_SHARE > nowNs - sinceNs;
    return framesNow != frames || worked
        ? start(graceNs, framesNow, processorTimeNow, nowNs)
        : this;
  }

  /** Whether the stage did not get on for half of the grace. */
  boolean isSlow(long nowNs) {
    return nowNs - sinceNs > graceNs / 2;
  }

  /** Whether the stage did not get on for all of the grace. */
  boolean isStuck(long nowNs) {
    return nowNs - sinceNs > graceNs;
  }
}
