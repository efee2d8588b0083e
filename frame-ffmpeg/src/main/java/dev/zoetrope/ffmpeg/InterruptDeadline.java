package dev.zoetrope.ffmpeg;

import dev.zoetrope.stage.StopSignal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends FFmpeg's blocking input and output at a deadline, or when a stop is requested. What FFmpeg
 * returns then varies with the protocol: ask {@link #expired} and {@link #interrupted}.
 *
 * <p>Thread-safe. Close it only after the contexts that it was installed in.
 */
public final class InterruptDeadline implements AutoCloseable {
  private static final AtomicLong NEXT_ID = new AtomicLong(1);
  private static final Map<Long, InterruptDeadline> LIVING = new ConcurrentHashMap<>();

  /** One for all, see the traps of JavaCPP: never collected, dispatches on its argument. */
  private static final Callback CALLBACK = new Callback();

  private final long id = NEXT_ID.getAndIncrement();
  private final StopSignal stop;
  private final AVIOInterruptCB callback;
  private volatile boolean armed;
  private volatile long deadlineNs;
  private volatile boolean expired;

  /**
   * A deadline that is not armed yet.
   *
   * @param stop ends blocking calls too
   */
  public InterruptDeadline(StopSignal stop) {
    this.stop = stop;
    LIVING.put(id, this);
    callback = new AVIOInterruptCB();
    callback.callback(CALLBACK);
    callback.opaque(new Address(id));
  }

  /** For {@code avio_open2} and the like. */
  public AVIOInterruptCB callback() {
    return callback;
  }

  /** Makes a context, not opened yet, obey this. */
  public void install(AVFormatContext context) {
    context.interrupt_callback().callback(CALLBACK);
    context.interrupt_callback().opaque(new Address(id));
  }

  /** From now on calls end after this time, nanoseconds. */
  public void arm(long timeoutNs) {
    deadlineNs = System.nanoTime() + timeoutNs;
    expired = false;
    armed = true;
  }

  /** From now on only a stop ends calls. */
  public void disarm() {
    armed = false;
  }

  /** Whether a call was ended by the deadline since {@link #arm}. */
  public boolean expired() {
    return expired;
  }

  /** Whether calls end now, because of the deadline or a stop. */
  public boolean interrupted() {
    if (armed && System.nanoTime() - deadlineNs > 0) {
      expired = true;
    }
    return stop.isRequested() || (armed && expired);
  }

  @Override
  public void close() {
    LIVING.remove(id);
    callback.deallocate();
  }

  private static final class Callback extends AVIOInterruptCB.Callback_Pointer {
    @Override
    @SuppressWarnings("CatchAndPrintStackTrace") // Nothing may leave a callback.
    public int call(Pointer opaque) {
      try {
        InterruptDeadline deadline = LIVING.get(opaque.address());
        return deadline != null && deadline.interrupted() ? 1 : 0;
      } catch (Throwable e) {
        e.printStackTrace();
        return 1;
      }
    }
  }
}
