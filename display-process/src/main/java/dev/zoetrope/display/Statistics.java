package dev.zoetrope.display;

import static dev.zoetrope.layout.ReaderCellDescriptor.*;

import dev.zoetrope.channel.StreamReader;
import java.util.List;
import java.util.Locale;

/** What was shown, what was not and why, and when. For one thread. */
final class Statistics {
  private static final long SECOND_NS = 1_000_000_000L;

  private final Latency latency = new Latency();
  private final Spread difference = new Spread();
  private long shown;
  private long late;
  private long delivered;
  private long stale;
  private long overwritten;
  private long corrupt;
  private long windowStartNs;
  private int windowFrames;
  private double rate;
  private long lastLatencyNs;
  private long lastDifferenceNs;

  /** A picture's time passed before it could be shown. */
  void late() {
    late++;
  }

  /**
   * A picture was shown.
   *
   * @param entry the picture
   * @param dueNs when it was time for it
   * @param nowNs when it was presented
   * @param heardNs media time of the sound heard then, or {@link MediaClock#UNKNOWN}
   */
  void shown(PictureQueue.Entry entry, long dueNs, long nowNs, long heardNs) {
    PictureInfo picture = entry.picture();
    shown++;
    if (picture.captureTimeNs() != 0) {
      lastLatencyNs = nowNs - picture.captureTimeNs();
      latency.add(picture.captureTimeNs(), entry, dueNs, nowNs);
    }
    if (heardNs != MediaClock.UNKNOWN && picture.ptsNs() != MediaClock.UNKNOWN) {
      lastDifferenceNs = picture.ptsNs() - heardNs;
      difference.add(lastDifferenceNs);
    }
    windowFrames++;
    if (nowNs - windowStartNs >= SECOND_NS) {
      rate = windowStartNs == 0 ? 0 : (double) windowFrames * SECOND_NS / (nowNs - windowStartNs);
      windowStartNs = nowNs;
      windowFrames = 0;
    }
  }

  /** Reads the counters of the reader, which are cumulative. */
  void read(StreamReader reader) {
    delivered = reader.counter(DELIVERED);
    stale = reader.counter(SKIPPED_STALE);
    overwritten = reader.counter(SKIPPED_OVERWRITTEN);
    corrupt = reader.counter(SKIPPED_CORRUPT);
  }

  long shown() {
    return shown;
  }

  long lateCount() {
    return late;
  }

  /** Median of video minus audio media time at the moments of presentation, milliseconds. */
  int differenceMedianMs() {
    return difference.medianMs();
  }

  /** Lines for the overlay. */
  List<String> overlay(PictureInfo picture, String surface) {
    return List.of(
        String.format(Locale.ROOT, "shown %d  %.1f fps  late %d", shown, rate, late),
        String.format(
            Locale.ROOT,
            "delivered %d  skipped: stale %d  overwritten %d  corrupt %d",
            delivered,
            stale,
            overwritten,
            corrupt),
        String.format(Locale.ROOT, "latency %d ms", lastLatencyNs / 1_000_000)
            + (difference.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "  video-audio %+d ms", lastDifferenceNs / 1_000_000)),
        String.format(
            Locale.ROOT,
            "%s %dx%d  %s",
            picture.format(),
            picture.width(),
            picture.height(),
            surface));
  }

  /** Where the time of the pictures went; for those who want to know more. */
  String steps() {
    return latency.steps();
  }

  /** The line at the end. */
  String summary() {
    long skipped = stale + overwritten + corrupt;
    StringBuilder line = new StringBuilder();
    line.append(shown).append(" shown, ").append(late).append(" late, ");
    line.append(skipped).append(" skipped");
    if (skipped > 0) {
      line.append(" (").append(stale).append(" stale, ").append(overwritten);
      line.append(" overwritten, ").append(corrupt).append(" corrupt)");
    }
    if (!latency.isEmpty()) {
      line.append("; latency median ").append(latency.medianMs()).append(" ms");
    }
    if (!difference.isEmpty()) {
      line.append(
          String.format(
              Locale.ROOT,
              "; video-audio median %+d ms, at most %+d ms",
              difference.medianMs(),
              difference.largestMs()));
    }
    return line.toString();
  }
}
