package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_ENOMEM;
import static org.bytedeco.ffmpeg.global.avutil.AV_BUFFER_FLAG_READONLY;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_create;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.Free_Pointer_BytePointer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * FFmpeg buffers over slots. There is one free callback for all of them, which finds what is to be
 * released by a number: JavaCPP has room for ten callbacks of a kind, and slots are many.
 */
final class SlotBuffers {
  private static final AtomicLong NEXT_ID = new AtomicLong(1);
  private static final Map<Long, Runnable> HELD = new ConcurrentHashMap<>();

  /** Never collected: FFmpeg may call it as long as the process lives. */
  private static final Release RELEASE = new Release();

  private SlotBuffers() {}

  /**
   * Creates a buffer that says that it is read-only. A decoder that writes a picture to it, once,
   * and would change that after it has given it out makes a copy then, whether or not anybody but
   * the readers of the slot still holds it.
   *
   * @param address start of the memory
   * @param length bytes
   * @param onRelease called when the last reference is gone, and on failure; on any thread
   */
  static AVBufferRef readOnly(long address, long length, Runnable onRelease)
      throws FfmpegException {
    return create(onRelease, address, length, AV_BUFFER_FLAG_READONLY);
  }

  /** Creates a buffer over memory that it does not own. */
  static AVBufferRef view(long address, long length, boolean writable) throws FfmpegException {
    return create(() -> {}, address, length, writable ? 0 : AV_BUFFER_FLAG_READONLY);
  }

  private static AVBufferRef create(Runnable release, long address, long length, int flags)
      throws FfmpegException {
    long id = NEXT_ID.getAndIncrement();
    HELD.put(id, release);
    AVBufferRef buffer =
        av_buffer_create(new Address(address), length, RELEASE, new Address(id), flags);
    if (buffer == null || buffer.isNull()) {
      HELD.remove(id).run();
      throw new FfmpegException(AVERROR_ENOMEM(), "frame: out of memory");
    }
    return buffer;
  }

  private static final class Release extends Free_Pointer_BytePointer {
    @Override
    @SuppressWarnings("CatchAndPrintStackTrace") // Nothing may leave a callback.
    public void call(Pointer opaque, BytePointer data) {
      try {
        Runnable release = HELD.remove(opaque.address());
        if (release != null) {
          release.run();
        }
      } catch (Throwable e) {
        e.printStackTrace();
      }
    }
  }
}
