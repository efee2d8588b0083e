package dev.zoetrope.launcher;

import java.util.List;

/** Shows the progress of a run at fitting times. Not thread-safe. */
final class ProgressMeter {
  private static final long IN_PLACE_PERIOD_NS = 200_000_000L;
  private static final long LINE_PERIOD_NS = 5_000_000_000L;

  private final Console console;
  private final List<String> encoders;
  private final String display;
  private long lookedNs;
  private long firstFrameNs;
  private long nextShowNs;

  /**
   * A meter.
   *
   * @param console where to show it
   * @param encoders names of the encoders
   * @param display name of the display; null without one
   */
  ProgressMeter(Console console, List<String> encoders, String display) {
    this.console = console;
    this.encoders = List.copyOf(encoders);
    this.display = display;
  }

  /**
   * Shows the progress when it is time to.
   *
   * @param view the pipeline now
   * @param nowNs {@link System#nanoTime}
   */
  void update(PipelineView view, long nowNs) {
    if (view.published() == 0) {
      lookedNs = nowNs;
      return;
    }
    long periodNs = console.isInPlace() ? IN_PLACE_PERIOD_NS : LINE_PERIOD_NS;
    if (firstFrameNs == 0) {
      // It came after the look before, if there was one.
      firstFrameNs = lookedNs == 0 ? nowNs : lookedNs;
      nextShowNs = nowNs + periodNs;
    } else if (nowNs - nextShowNs >= 0) {
      nextShowNs = nowNs + periodNs;
      console.status(progress(view, nowNs).line());
    }
  }

  /** The progress at a moment. */
  Progress progress(PipelineView view, long nowNs) {
    long sinceNs = firstFrameNs == 0 ? lookedNs : firstFrameNs;
    return Progress.of(view, encoders, display, sinceNs == 0 ? 0 : nowNs - sinceNs);
  }
}
