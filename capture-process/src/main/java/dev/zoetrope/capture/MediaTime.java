package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_parse_time;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import org.bytedeco.ffmpeg.avutil.AVRational;

/** Times in FFmpeg's units. */
final class MediaTime {
  /** No time. */
  static final long NONE = AV_NOPTS_VALUE;

  static final AVRational MICROSECONDS = av_make_q(1, 1_000_000);
  static final AVRational NANOSECONDS = av_make_q(1, 1_000_000_000);

  private MediaTime() {}

  /**
   * Reads a duration in ffmpeg's syntax, such as {@code 2.5}, {@code 01:30}, {@code 200ms}.
   *
   * @return microseconds
   * @throws IllegalArgumentException for anything else
   */
  static long parseUs(String text) {
    long[] us = new long[1];
    if (av_parse_time(us, text, 1) < 0) {
      throw new IllegalArgumentException("not a time, such as 2.5, 01:30 or 200ms");
    }
    return us[0];
  }

  /** The same time in another time base, rounded to nearest; none stays none. */
  static long rescale(long ticks, AVRational from, AVRational to) {
    return ticks == NONE ? NONE : av_rescale_q(ticks, from, to);
  }
}
