package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_delta;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_q;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Gives audio frames times in samples, as FFmpeg's program does: times in a coarse time base, such
 * as milliseconds, do not make the sound jitter, and real gaps stay. Not thread-safe.
 */
final class SampleClock {
  private final long[] lastRescaled = {AV_NOPTS_VALUE};
  private long nextPts;
  private Rational nextBase = new Rational(1, 1);
  private boolean started;

  /** Sets time, duration and time base of a frame. */
  void stamp(AVFrame frame) {
    Rational samples = new Rational(1, frame.sample_rate());
    try (AVRational to = samples.toNative();
        AVRational predictedBase = nextBase.toNative()) {
      AVRational from = frame.time_base();
      if (frame.pts() == AV_NOPTS_VALUE) {
        frame.pts(started ? av_rescale_q(nextPts, predictedBase, to) : 0);
      } else {
        if (started && isGap(frame, predictedBase)) {
          lastRescaled[0] = AV_NOPTS_VALUE;
        }
        frame.pts(av_rescale_delta(from, frame.pts(), to, frame.nb_samples(), lastRescaled, to));
      }
      from.num(1).den(frame.sample_rate());
    }
    frame.duration(frame.nb_samples());
    nextPts = frame.pts() + frame.nb_samples();
    nextBase = samples;
    started = true;
  }

  private boolean isGap(AVFrame frame, AVRational predictedBase) {
    long predicted = av_rescale_q(nextPts, predictedBase, frame.time_base());
    return frame.pts() > predicted + 1;
  }
}
