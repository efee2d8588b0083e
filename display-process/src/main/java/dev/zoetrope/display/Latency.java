package dev.zoetrope.display;

import java.util.Locale;

/** Where the time of a picture goes, from its capture until it is presented. For one thread. */
final class Latency {
  private static final double MEDIAN = 0.5;
  private static final double MOST = 0.99;

  private final Spread taking = new Spread();
  private final Spread uploading = new Spread();
  private final Spread waiting = new Spread();
  private final Spread presenting = new Spread();
  private final Spread all = new Spread();

  /** A picture was presented; times are of {@link System#nanoTime}. */
  void add(long capturedNs, PictureQueue.Entry entry, long dueNs, long presentedNs) {
    taking.add(entry.takenNs() - capturedNs);
    uploading.add(entry.uploadedNs() - entry.takenNs());
    waiting.add(dueNs - entry.uploadedNs());
    presenting.add(presentedNs - dueNs);
    all.add(presentedNs - capturedNs);
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Median of all, milliseconds. */
  int medianMs() {
    return all.medianMs();
  }

  /** All steps, each with its median and what 99 of 100 pictures do not exceed. */
  String steps() {
    return "latency in ms, p50/p99: all "
        + of(all)
        + ", until taken "
        + of(taking)
        + ", upload "
        + of(uploading)
        + ", wait for its time "
        + of(waiting)
        + ", present "
        + of(presenting);
  }

  private static String of(Spread spread) {
    return String.format(
        Locale.ROOT, "%.1f/%.1f", spread.quantileMs(MEDIAN), spread.quantileMs(MOST));
  }
}
