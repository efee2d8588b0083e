package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.av_inv_q;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Times of pictures: the decoder's best guess in the stream's own base; a picture without one comes
 * after the picture before it, by the length that one seems to have had.
 */
final class VideoTimes implements FrameTimes {
  private final AVRational base;
  private final boolean hasTimes;
  private final AVRational codecRate;
  private final AVRational streamRate;
  private long lastPts = MediaTime.NONE;
  private long lastDuration;

  /**
   * Times in a stream's base.
   *
   * @param base of the stream
   * @param hasTimes whether the container has times, not only frames
   * @param codecRate frame rate by the codec; 0 when unknown
   * @param streamRate frame rate by the container; 0 when unknown
   */
  VideoTimes(AVRational base, boolean hasTimes, AVRational codecRate, AVRational streamRate) {
    this.base = base;
    this.hasTimes = hasTimes;
    this.codecRate = codecRate;
    this.streamRate = streamRate;
  }

  @Override
  public void stamp(AVFrame frame) {
    long pts = frame.best_effort_timestamp();
    if (pts == MediaTime.NONE) {
      pts = lastPts == MediaTime.NONE ? 0 : lastPts + lastDuration;
    }
    frame.pts(pts).time_base(base);
    lastDuration = duration(frame, pts);
    lastPts = pts;
  }

  /** Estimates how long a picture is shown; containers make up durations, so they are doubted. */
  private long duration(AVFrame frame, long pts) {
    long sinceLast = lastPts == MediaTime.NONE ? -1 : pts - lastPts;
    boolean doubtful = frame.duration() == 1 && sinceLast > 2;
    if (frame.duration() > 0 && hasTimes && !doubtful) {
      return frame.duration();
    }
    long byCodec = 0;
    if (codecRate.num() > 0 && codecRate.den() > 0) {
      AVRational perField = av_make_q(codecRate.den(), 2 * codecRate.num());
      byCodec = MediaTime.rescale(frame.repeat_pict() + 2L, perField, base);
    }
    if (byCodec > 0 && !hasTimes) {
      return byCodec;
    }
    if (sinceLast > 0) {
      return sinceLast;
    }
    if (frame.duration() > 0) {
      return frame.duration();
    }
    if (byCodec > 0) {
      return byCodec;
    }
    if (streamRate.num() > 0 && streamRate.den() > 0) {
      return Math.max(1, MediaTime.rescale(1, av_inv_q(streamRate), base));
    }
    return Math.max(1, lastDuration);
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
