package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.avio_close;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXTERNAL;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;

/**
 * What went wrong with the files that a muxer opens and closes itself, such as the segments of HLS
 * and DASH: those muxers log it and go on, with a hole where the segment should be.
 */
public final class SegmentErrors implements AutoCloseable {
  private static final AtomicLong NEXT_ID = new AtomicLong(1);
  private static final Map<Long, SegmentErrors> LIVING = new ConcurrentHashMap<>();

  /** One for all: JavaCPP has room for ten. Dispatches on what the context says is its owner. */
  private static final Closing CLOSING = new Closing();

  private final long id = NEXT_ID.getAndIncrement();
  private final AtomicInteger first = new AtomicInteger();

  /** Has a context, not opened yet, and those that it makes, tell this. */
  public void install(AVFormatContext context) {
    LIVING.put(id, this);
    context.opaque(new Address(id));
    context.io_close2(CLOSING);
  }

  /** FFmpeg's number of the first error, 0 without any. */
  public int code() {
    return first.get();
  }

  @Override
  public void close() {
    LIVING.remove(id);
  }

  private static final class Closing extends AVFormatContext.Io_close2_AVFormatContext_AVIOContext {
    @Override
    @SuppressWarnings("CatchAndPrintStackTrace") // Nothing may leave a callback.
    public int call(AVFormatContext context, AVIOContext file) {
      try {
        int code = avio_close(file);
        SegmentErrors errors = LIVING.get(context.opaque().address());
        if (code < 0 && errors != null) {
          errors.first.compareAndSet(0, code);
        }
        return code;
      } catch (Throwable e) {
        e.printStackTrace();
        return AVERROR_EXTERNAL();
      }
    }
  }
}
