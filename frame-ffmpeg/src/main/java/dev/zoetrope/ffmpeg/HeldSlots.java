package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;

import dev.zoetrope.channel.FrameLease;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Frames over the slots of one stream, and how many of them FFmpeg holds. A codec or filter that
 * keeps its input may hold slots; before it holds so many that the writer would starve, and with it
 * the codec, further frames are copied and their slots given back at once.
 *
 * <p>For one thread, but for the freeing of frames.
 */
public final class HeldSlots {
  /** Slots left to the writer, and to other readers. */
  private static final int LEFT = 2;

  private final AtomicInteger held = new AtomicInteger();
  private long copied;

  /**
   * Takes over a lease.
   *
   * @param lease open
   * @param slotCount of the stream
   * @return a frame to be freed, of the visible picture only
   * @throws FfmpegException when the frame cannot be had
   */
  public AVFrame take(FrameLease lease, int slotCount) throws FfmpegException {
    held.incrementAndGet();
    AVFrame frame = SlotFrame.wrap(lease, held::decrementAndGet);
    if (Cropping.isCropped(frame)) {
      AVFrame whole = frame;
      frame = Cropping.visible(whole);
      av_frame_free(whole);
    }
    if (held.get() > Math.max(1, slotCount - LEFT) || !Cropping.isAligned(frame)) {
      copied++;
      int code = av_frame_make_writable(frame);
      if (code < 0) {
        av_frame_free(frame);
        throw FfmpegException.of(code, "frame");
      }
    }
    return frame;
  }

  /** Frames that had to be copied. */
  public long copied() {
    return copied;
  }
}
