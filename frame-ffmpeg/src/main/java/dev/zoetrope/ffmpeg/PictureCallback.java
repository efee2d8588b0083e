package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_BUG;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What decoders call for memory. There is one for all of them, which finds whose it is by the
 * number in {@code opaque}: JavaCPP has room for ten callbacks of a kind.
 */
final class PictureCallback extends AVCodecContext.Get_buffer2_AVCodecContext_AVFrame_int {
  /** Never collected: FFmpeg may call it as long as the process lives. */
  static final PictureCallback INSTANCE = new PictureCallback();

  private static final AtomicLong NEXT_ID = new AtomicLong(1);
  private static final Map<Long, DecoderPictures> OPEN = new ConcurrentHashMap<>();

  private PictureCallback() {}

  static long register(DecoderPictures pictures) {
    long id = NEXT_ID.getAndIncrement();
    OPEN.put(id, pictures);
    return id;
  }

  static void unregister(long id) {
    OPEN.remove(id);
  }

  @Override
  @SuppressWarnings("CatchAndPrintStackTrace") // Nothing may leave a callback.
  public int call(AVCodecContext codec, AVFrame frame, int flags) {
    try {
      return OPEN.get(codec.opaque().address()).give(codec, frame, flags);
    } catch (FfmpegException e) {
      return AVERROR_ENOMEM();
    } catch (Throwable e) {
      e.printStackTrace();
      return AVERROR_BUG();
    }
  }
}
