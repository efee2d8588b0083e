package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avutil.AVBufferPool;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.Alloc_long;

/** Memory for pictures that find no slot. It is used again, as FFmpeg's own is. Thread-safe. */
final class HeapPictures implements AutoCloseable {
  private AVBufferPool pool;
  private long length;

  /** A buffer of at least that many bytes. */
  synchronized AVBufferRef get(long needed) throws FfmpegException {
    if (pool == null || length < needed) {
      close();
      length = needed;
      pool = av_buffer_pool_init(needed, (Alloc_long) null);
    }
    AVBufferRef buffer = pool == null ? null : av_buffer_pool_get(pool);
    if (buffer == null) {
      throw new FfmpegException(AVERROR_ENOMEM(), "picture: out of memory");
    }
    return buffer;
  }

  /** Buffers that are still in use are freed when they are not. */
  @Override
  public synchronized void close() {
    if (pool != null) {
      av_buffer_pool_uninit(pool);
      pool = null;
    }
  }
}
