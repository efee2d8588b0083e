package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_CORRUPT;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_STREAM;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.FfmpegException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;

/**
 * Tells the end of an input from an end too early. FFmpeg reports most truncated files as ended,
 * and says more only in its log. For one thread.
 */
final class InputEnd {
  private static final Pattern LOGGED =
      Pattern.compile(
          "(?:ended|ends) prematurely|partial file|file (?:is )?truncated|unexpected end of file",
          Pattern.CASE_INSENSITIVE);

  /** Formats whose header states the length exactly and without regard to what follows. */
  private static final Set<String> EXACT =
      Set.of("wav", "w64", "aiff", "au", "caf", "flac", "avi", "flv");

  private static final long TOLERANCE_US = 500_000;
  private static final double US_PER_SECOND = 1e6;

  private final AVFormatContext context;
  private final boolean allSelected;
  private final boolean isExact;
  private boolean lastIsDamaged;
  private long furthestUs;

  /**
   * Watches an input from its beginning.
   *
   * @param context opened and probed
   * @param allSelected whether packets of all streams will be seen
   * @param fromBeginning whether the input is read from its beginning
   */
  InputEnd(AVFormatContext context, boolean allSelected, boolean fromBeginning) {
    this.context = context;
    this.allSelected = allSelected;
    this.isExact =
        fromBeginning
            && context.duration_estimation_method() == AVFMT_DURATION_FROM_STREAM
            && EXACT.contains(context.iformat().name().getString());
  }

  /** Takes note of a packet, before its times are changed. */
  void saw(AVPacket packet, StreamClock clock) {
    lastIsDamaged = (packet.flags() & AV_PKT_FLAG_CORRUPT) != 0;
    long time = packet.pts() == MediaTime.NONE ? packet.dts() : packet.pts();
    if (isExact && time != MediaTime.NONE) {
      furthestUs = Math.max(furthestUs, clock.toUs(time + packet.duration()));
    }
  }

  /**
   * What is wrong with the end.
   *
   * @param code with which FFmpeg said that there are no more packets
   * @return one phrase, or null when nothing is
   */
  String problem(int code) {
    String logged = Ffmpeg.takeLastError();
    String detail = logged == null ? "" : " (" + logged + ")";
    if (code != AVERROR_EOF()) {
      return "ends early: " + FfmpegException.describe(code) + detail;
    }
    if (logged != null && LOGGED.matcher(logged).find()) {
      return "is truncated" + detail;
    }
    if (lastIsDamaged) {
      return "is truncated: its last packet is incomplete";
    }
    long startUs = context.start_time() == MediaTime.NONE ? 0 : context.start_time();
    long missingUs = context.duration() - (furthestUs - startUs);
    if (isExact && allSelected && furthestUs > 0 && missingUs > TOLERANCE_US) {
      return String.format(
          Locale.ROOT,
          "is truncated: %.1f s of %.1f s are missing",
          missingUs / US_PER_SECOND,
          context.duration() / US_PER_SECOND);
    }
    return null;
  }
}
