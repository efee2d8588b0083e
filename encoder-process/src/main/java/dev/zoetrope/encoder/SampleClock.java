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

  /** Kept: to make one takes longer than all that is calculated with it. */
  private final AVRational samples = new AVRational().num(1).den(1);

  private final AVRational nextBase = new AVRational().num(1).den(1);
  private long nextPts;
  private boolean started;

  /** Sets time, duration and time base of a frame. */
  void stamp(AVFrame frame) {
    int sampleRate = frame.sample_rate();
    samples.den(sampleRate);
    AVRational from = frame.time_base();
    if (frame.pts() == AV_NOPTS_VALUE) {
      frame.pts(started ? av_rescale_q(nextPts, nextBase, samples) : 0);
    } else {
      if (started && isGap(frame, from)) {
        lastRescaled[0] = AV_NOPTS_VALUE;
      }
      int count = frame.nb_samples();
      frame.pts(av_rescale_delta(from, frame.pts(), samples, count, lastRescaled, samples));
    }
    from.num(1).den(sampleRate);
    frame.duration(frame.nb_samples());
    nextPts = frame.pts() + frame.nb_samples();
    nextBase.den(sampleRate);
    started = true;
  }

  private boolean isGap(AVFrame frame, AVRational timeBase) {
    return frame.pts() > av_rescale_q(nextPts, nextBase, timeBase) + 1;
  }
}
