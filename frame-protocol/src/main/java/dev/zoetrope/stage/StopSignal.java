package dev.zoetrope.stage;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells a stage to stop in order: finish what it holds, close its outputs, exit.
 *
 * <p>A stage started by hand stops at the first Ctrl-C or termination signal and is forced by the
 * second. A supervised stage ignores Ctrl-C, which the terminal sends to the whole group, and stops
 * when its standard input says {@code stop} or ends, so that it never outlives its launcher.
 * Thread-safe.
 */
public final class StopSignal {
  /** Exit code of a process that a second Ctrl-C forced down. */
  public static final int FORCED = 130;

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean requested = new AtomicBoolean();

  /**
   * A signal that only {@link #request} raises; for tests and for stages inside another program.
   */
  public StopSignal() {}

  /**
   * Raised by Ctrl-C, termination signals and the end of the terminal; a second Ctrl-C or
   * termination halts the process.
   *
   * @return the signal
   */
  public static StopSignal onInterrupt() {
    return onInterrupt(() -> {});
  }

  /**
   * As {@link #onInterrupt()}, with something to do before the process halts.
   *
   * @param lastAct quick; runs on a thread of its own when a second Ctrl-C forces the process down
   * @return the signal
   */
  public static StopSignal onInterrupt(Runnable lastAct) {
    StopSignal signal = new StopSignal();
    Signals.handle("INT", () -> signal.requestOrHalt(lastAct));
    Signals.handle("TERM", () -> signal.requestOrHalt(lastAct));
    Signals.handle("HUP", signal::request);
    return signal;
  }

  /**
   * Raised by a line {@code stop} on standard input, by its end, and by a termination signal.
   * Ctrl-C and the end of the terminal, which the whole group gets, are left to the launcher. Only
   * a second termination signal halts the process: the whole group may get the first one, too, and
   * the launcher's {@code stop} before it.
   *
   * @return the signal
   */
  public static StopSignal onSupervisor() {
    // Unlike System.in, a channel lets go of a thread that reads from it.
    FileChannel input = new FileInputStream(FileDescriptor.in).getChannel();
    return onSupervisor(Channels.newInputStream(input));
  }

  static StopSignal onSupervisor(InputStream input) {
    StopSignal signal = new StopSignal();
    Signals.handle("INT", () -> {});
    Signals.handle("HUP", () -> {});
    Signals.handle("TERM", signal.requestThenHalt());
    Thread listener = new Thread(() -> signal.listen(input), "zoetrope-supervisor");
    listener.setDaemon(true);
    listener.start();
    // A JVM that exits waits 0.3 s for threads that are in a system call.
    Thread end = new Thread(listener::interrupt, "zoetrope-supervisor-end");
    try {
      Runtime.getRuntime().addShutdownHook(end);
    } catch (IllegalStateException e) {
      // A signal that came before its handler ends this process: begin nothing, wait for that.
      System.exit(FORCED);
    }
    return signal;
  }

  private void listen(InputStream input) {
    try {
      int octet = input.read();
      while (octet >= 0 && octet != '\n') {
        octet = input.read();
      }
    } catch (ClosedByInterruptException e) {
      // The process exits.
      return;
    } catch (IOException e) {
      // As good as its end.
    }
    request();
  }

  private void requestOrHalt(Runnable lastAct) {
    requestOrHaltIf(requested.get(), lastAct);
  }

  /** For termination signals alone: the second of them halts, whatever came before. */
  Runnable requestThenHalt() {
    AtomicBoolean terminated = new AtomicBoolean();
    return () -> requestOrHaltIf(terminated.getAndSet(true), () -> {});
  }

  private void requestOrHaltIf(boolean isSecond, Runnable lastAct) {
    if (isSecond) {
      lastAct.run();
      Runtime.getRuntime().halt(FORCED);
    }
    request();
  }

  /** Asks the stage to stop; runs the listeners once. */
  public void request() {
    if (requested.compareAndSet(false, true)) {
      listeners.forEach(Runnable::run);
    }
  }

  /** Whether the stage was asked to stop. */
  public boolean isRequested() {
    return requested.get();
  }

  /**
   * Runs something when the stop is requested, at once when it was already.
   *
   * @param listener quick, and safe on any thread; may run twice when it races with the request
   */
  public void onRequest(Runnable listener) {
    listeners.add(listener);
    if (requested.get()) {
      listener.run();
    }
  }
}
