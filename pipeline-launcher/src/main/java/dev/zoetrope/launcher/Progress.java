package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.Decimals;
import dev.zoetrope.layout.StreamKind;
import java.util.List;

/**
 * How far a run is.
 *
 * @param frames video frames published; -1 without video
 * @param mediaNs media time that all consumers have passed, nanoseconds
 * @param durationNs expected media time, nanoseconds; 0 unknown
 * @param dropped frames dropped for want of a slot
 * @param wallNs time since the first frame, nanoseconds
 */
record Progress(long frames, long mediaNs, long durationNs, long dropped, long wallNs) {
  private static final int BAR = 10;

  /** Before that, the speed says more about the start than about the rest. */
  private static final long SETTLED_NS = 1_000_000_000L;

  /**
   * Works it out.
   *
   * @param view the pipeline now
   * @param encoders names of the encoders, which decide how far the run is
   * @param display name of the display, which decides where there is no encoder; may be null
   * @param wallNs time since the first frame, nanoseconds
   */
  static Progress of(PipelineView view, List<String> encoders, String display, long wallNs) {
    // One that was killed or shut out gets nowhere; when all have left, the furthest counts.
    long mediaNs =
        encoders.stream()
            .filter(encoder -> view.delivered(encoder).isPresent() && !view.isEvicted(encoder))
            .mapToLong(view::mediaTimeNs)
            .min()
            .orElseGet(
                () ->
                    encoders.stream()
                        .mapToLong(view::mediaTimeNs)
                        .max()
                        .orElseGet(() -> display == null ? 0 : view.mediaTimeNs(display)));
    return new Progress(
        view.published(StreamKind.VIDEO), mediaNs, view.durationNs(), view.dropped(), wallNs);
  }

  /** Media time for each time that passes; 0 before anything was done. */
  double speed() {
    return wallNs <= 0 ? 0 : (double) mediaNs / wallNs;
  }

  /** Frames a second; 0 before anything was done. */
  double framesPerSecond() {
    return wallNs <= 0 || frames < 0 ? 0 : frames / MediaTimes.seconds(wallNs);
  }

  /** The line; it fits a terminal of 80 columns, but for many drops in a very long film. */
  String line() {
    StringBuilder line = new StringBuilder();
    double done = durationNs > 0 ? Math.min(1, (double) mediaNs / durationNs) : -1;
    if (done >= 0) {
      int filled = (int) (done * BAR);
      String percent = Integer.toString((int) (done * 100));
      line.append(" ".repeat(3 - percent.length()))
          .append(percent)
          .append("% [")
          .append("#".repeat(filled))
          .append(".".repeat(BAR - filled))
          .append("] ");
    }
    line.append(MediaTimes.position(mediaNs));
    if (frames >= 0) {
      line.append("  frame ").append(frames);
      line.append("  ").append(Decimals.fixed(framesPerSecond(), 0)).append(" fps");
    }
    line.append("  ").append(Decimals.fixed(speed(), speed() < 9.995 ? 2 : 1)).append('x');
    if (dropped > 0) {
      line.append("  drop ").append(dropped);
    }
    if (done >= 0 && done < 1 && speed() > 0 && wallNs >= SETTLED_NS) {
      long leftNs = (long) ((durationNs - mediaNs) / speed());
      line.append("  eta ").append(MediaTimes.remaining(leftNs));
    }
    return line.toString();
  }
}
