package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.FfmpegException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Cuts one stream to the part asked for: pictures whole, audio to the sample. What comes before
 * time 0 is dropped where a start was given (the packets' times were moved, but decoding starts at
 * an earlier key frame); the duration counts from the first frame kept. For one thread.
 */
final class Trim implements AutoCloseable {
  private final boolean fromZero;
  private final long durationUs;
  private final AVFrame part = av_frame_alloc();
  private long firstPts = MediaTime.NONE;
  private boolean isOver;

  /**
   * Cuts nothing yet.
   *
   * @param fromZero whether to drop what is before time 0
   * @param durationUs most to keep, microseconds, or {@link MediaTime#NONE}
   */
  Trim(boolean fromZero, long durationUs) {
    this.fromZero = fromZero;
    this.durationUs = durationUs;
  }

  /** Whether nothing more will be kept. */
  boolean isOver() {
    return isOver;
  }

  /**
   * Cuts a frame.
   *
   * @param frame with a time in its time base; for audio, of one sample
   * @return the frame, a part of it that is valid until the next call, or null
   */
  AVFrame apply(AVFrame frame) throws FfmpegException {
    boolean isAudio = frame.nb_samples() > 0;
    long pts = frame.pts();
    if (isOver) {
      return null;
    }
    if (fromZero && (isAudio ? pts + frame.nb_samples() <= 0 : pts < 0)) {
      return null;
    }
    int start = fromZero && isAudio ? (int) Math.max(0, -pts) : 0;
    if (firstPts == MediaTime.NONE) {
      firstPts = pts + start;
    }
    int end = frame.nb_samples();
    if (durationUs != MediaTime.NONE) {
      AVRational base = frame.time_base();
      long limit = firstPts + MediaTime.rescale(durationUs, MediaTime.MICROSECONDS, base);
      isOver = pts >= limit;
      if (isOver) {
        return null;
      }
      end = (int) Math.min(end, limit - pts);
    }
    return isAudio && (start > 0 || end < frame.nb_samples()) ? cut(frame, start, end) : frame;
  }

  private AVFrame cut(AVFrame frame, int start, int end) throws FfmpegException {
    if (start >= end) {
      return null;
    }
    av_frame_unref(part);
    part.format(frame.format()).nb_samples(end - start).sample_rate(frame.sample_rate());
    av_channel_layout_copy(part.ch_layout(), frame.ch_layout());
    FfmpegException.check(av_frame_get_buffer(part, 0), "part of an audio frame");
    FfmpegException.check(av_frame_copy_props(part, frame), "part of an audio frame");
    av_samples_copy(
        part.extended_data(),
        frame.extended_data(),
        0,
        start,
        end - start,
        frame.ch_layout().nb_channels(),
        frame.format());
    part.pts(frame.pts() + start).duration(end - start).time_base(frame.time_base());
    return part;
  }

  @Override
  public void close() {
    av_frame_free(part);
  }
}
