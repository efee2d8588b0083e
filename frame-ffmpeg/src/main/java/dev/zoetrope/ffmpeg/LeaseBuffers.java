package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.global.avutil.AV_BUFFER_FLAG_READONLY;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_create;

import dev.zoetrope.channel.FrameLease;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.Free_Pointer_BytePointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * FFmpeg buffers over leased slots. There is one free callback for all of them, which finds the
 * lease by a number: JavaCPP has room for ten callbacks of a kind, and leases are many.
 */
final class LeaseBuffers {
  private static final AtomicLong NEXT_ID = new AtomicLong(1);
  private static final Map<Long, Held> HELD = new ConcurrentHashMap<>();

  /** Never collected: FFmpeg may call it as long as the process lives. */
  private static final Release RELEASE = new Release();

  private record Held(FrameLease lease, Runnable onRelease) {
    void release() {
      try {
        lease.close();
      } finally {
        onRelease.run();
      }
    }
  }

  private LeaseBuffers() {}

  /**
   * Creates a read-only buffer that owns a lease; on failure the lease is closed.
   *
   * @param lease open
   * @param address start of the memory
   * @param length bytes
   * @param onRelease called after the lease was closed
   */
  static AVBufferRef create(FrameLease lease, long address, long length, Runnable onRelease)
      throws FfmpegException {
    long id = NEXT_ID.getAndIncrement();
    HELD.put(id, new Held(lease, onRelease));
    AVBufferRef buffer =
        av_buffer_create(
            new Address(address), length, RELEASE, new Address(id), AV_BUFFER_FLAG_READONLY);
    if (buffer == null || buffer.isNull()) {
      HELD.remove(id).release();
      throw new FfmpegException(AVERROR_ENOMEM(), "frame: out of memory");
    }
    return buffer;
  }

  private static final class Release extends Free_Pointer_BytePointer {
    @Override
    @SuppressWarnings("CatchAndPrintStackTrace") // Nothing may leave a callback.
    public void call(Pointer opaque, BytePointer data) {
      try {
        Held held = HELD.remove(opaque.address());
        if (held != null) {
          held.release();
        }
      } catch (Throwable e) {
        e.printStackTrace();
      }
    }
  }
}
