package dev.zoetrope.channel;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamLock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What writers and readers use of the machine that they run on: time, waiting, threads, sockets,
 * the lock of a stream. A simulation has its own, in which all of that is decided by a seed.
 */
class Host {
  /** Monotonic clock, nanoseconds. */
  long nanoTime() {
    return System.nanoTime();
  }

  /**
   * Sleeps for a moment, between two looks at a file that another process makes or removes.
   *
   * @throws InterruptedIOException when interrupted; the thread stays interrupted
   */
  void sleep(long ms, String what) throws InterruptedIOException {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while " + what);
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  /** Lets a moment pass that is too short for {@link #sleep}; less when interrupted. */
  void nap(long ns) {
    LockSupport.parkNanos(ns);
  }

  /** A new lock, to order threads of this process. */
  Lock newLock() {
    return new ReentrantLock();
  }

  /** Starts a thread that keeps no process alive. */
  void start(String name, Runnable duty) {
    Thread thread = new Thread(duty, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Makes the sockets and selectors of the control plane. */
  SelectorProvider sockets() {
    return SelectorProvider.provider();
  }

  /** As {@link StreamLock#tryAcquire}. */
  StreamLock tryLock(PipelineDirectory directory, String stream) throws IOException {
    return StreamLock.tryAcquire(directory, stream);
  }
}
