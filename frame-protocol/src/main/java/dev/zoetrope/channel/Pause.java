package dev.zoetrope.channel;

import java.io.InterruptedIOException;

/** A short sleep between two looks at a file that another process makes or removes. */
final class Pause {
  private Pause() {}

  static void sleep(long ms, String what) throws InterruptedIOException {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while " + what);
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
