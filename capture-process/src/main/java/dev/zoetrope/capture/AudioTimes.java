package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_UP;
import static org.bytedeco.ffmpeg.global.avutil.av_gcd;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_delta;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q_rnd;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Times of blocks of samples, in a base of one sample. Containers often round to milliseconds, and
 * blocks would then overlap or leave holes of a few samples: as in the ffmpeg program, a block that
 * is within that rounding of the end of the one before starts exactly there.
 */
final class AudioTimes implements FrameTimes {
  /** Least common multiple of all usual sample rates. */
  private static final int COMMON_RATE = 28_224_000;

  private final AVRational streamBase;
  private AVRational base = av_make_q(1, 1);
  private AVRational sampleBase = av_make_q(1, 1);
  private int sampleRate;
  private long lastPts = MediaTime.NONE;
  private long lastDuration;

  /** State of the rounding; FFmpeg changes it. */
  private final long[] delta = {MediaTime.NONE};

  AudioTimes(AVRational streamBase) {
    this.streamBase = streamBase;
  }

  @Override
  public void stamp(AVFrame frame) {
    follow(frame.sample_rate());
    long expected = lastPts == MediaTime.NONE ? 0 : lastPts + lastDuration;
    long pts = frame.pts();
    AVRational ptsBase = streamBase;
    if (pts == MediaTime.NONE) {
      pts = expected;
      ptsBase = base;
    } else if (lastPts != MediaTime.NONE
        && pts > av_rescale_q_rnd(expected, base, streamBase, AV_ROUND_UP)) {
      delta[0] = MediaTime.NONE; // A hole.
    }
    lastPts = av_rescale_delta(ptsBase, pts, base, frame.nb_samples(), delta, base);
    lastDuration = MediaTime.rescale(frame.nb_samples(), sampleBase, base);
    frame
        .pts(MediaTime.rescale(lastPts, base, sampleBase))
        .duration(frame.nb_samples())
        .time_base(sampleBase);
  }

  /** After a change of the sample rate, counts in a base that suits all rates so far. */
  private void follow(int rate) {
    if (rate == sampleRate) {
      return;
    }
    long common = base.den() / av_gcd(base.den(), rate) * rate;
    int den = common <= Integer.MAX_VALUE ? (int) common : COMMON_RATE;
    boolean streamIsFiner =
        streamBase.num() == 1 && streamBase.den() > den && streamBase.den() % den == 0;
    AVRational next = streamIsFiner ? streamBase : av_make_q(1, den);
    lastPts = MediaTime.rescale(lastPts, base, next);
    lastDuration = MediaTime.rescale(lastDuration, base, next);
    base = next;
    sampleBase = av_make_q(1, rate);
    sampleRate = rate;
  }

  @Override
  public long end() {
    return lastPts == MediaTime.NONE ? MediaTime.NONE : lastPts + lastDuration;
  }

  @Override
  public AVRational base() {
    return base;
  }
}
