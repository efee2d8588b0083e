package dev.zoetrope.filter;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.FilterNetwork;
import dev.zoetrope.ffmpeg.HeldSlots;
import dev.zoetrope.stage.StageInput;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** One input of the filter stage: its slots as FFmpeg's frames, and how they look at the moment. */
final class FilterInput implements AutoCloseable {
  private final StageInput stream;
  private final HeldSlots slots = new HeldSlots();
  private AVFrame look;
  private long endPts = AV_NOPTS_VALUE;

  FilterInput(StageInput stream) {
    this.stream = stream;
  }

  StageInput stream() {
    return stream;
  }

  /**
   * Takes over a frame of the stage.
   *
   * @return over the slot itself, unless FFmpeg holds too many of them; to be freed, and {@link
   *     #giveBack} then
   */
  AVFrame take(FrameLease lease) throws FfmpegException {
    long captured = lease.header().captureTimeNs();
    AVFrame frame = slots.take(stream.keep(lease), stream.slotCount());
    Times.setCaptured(frame, captured);
    if (frame.pts() == AV_NOPTS_VALUE) {
      frame.pts(endPts == AV_NOPTS_VALUE ? 0 : endPts);
    }
    endPts = frame.pts() + Math.max(0, frame.duration());
    return frame;
  }

  /** Gives back the slots of all frames that the graph is done with. */
  void giveBack() {
    slots.giveBack();
  }

  /** When the last frame ends, in the time base of the stream; unknown before the first. */
  long endPts() {
    return endPts;
  }

  /** When the last frame ends, in seconds; 0 before the first. */
  double endSeconds() {
    return look == null ? 0 : endPts * av_q2d(look.time_base());
  }

  /** Remembers how frames look from now on: all of one but its planes. */
  void looksLike(AVFrame frame) throws FfmpegException {
    forgetLook();
    look = av_frame_alloc();
    FfmpegException.check(av_frame_copy_props(look, frame), "frame");
    look.format(frame.format()).width(frame.width()).height(frame.height());
    look.sample_rate(frame.sample_rate());
    FfmpegException.check(av_channel_layout_copy(look.ch_layout(), frame.ch_layout()), "frame");
  }

  /** Whether a frame has been seen. */
  boolean hasLook() {
    return look != null;
  }

  /** What a graph must know of it. */
  FilterNetwork.Input end() {
    return new FilterNetwork.Input(
        look, stream.info().frameRateNum(), stream.info().frameRateDen());
  }

  @Override
  public void close() {
    forgetLook();
    slots.close();
  }

  private void forgetLook() {
    if (look != null) {
      av_frame_free(look);
      look = null;
    }
  }
}
