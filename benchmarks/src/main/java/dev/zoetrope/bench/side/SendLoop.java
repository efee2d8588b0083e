package dev.zoetrope.bench.side;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** What the writing side does in a run. */
final class SendLoop {
  /** At a faster pace than this it spins until a frame is due; else it sleeps. */
  private static final long LONGEST_SPIN_NS = 200_000;

  /** For the reading side to begin. */
  private static final long LEAD_NS = 5_000_000;

  private final Sender sender;
  private final long run;

  /**
   * A run.
   *
   * @param run its number, 1 and more: ends differ, so that who comes late does not take this one's
   *     for the last one's
   */
  SendLoop(Sender sender, long run) {
    this.sender = sender;
    this.run = run;
  }

  /**
   * Hands frames over at a fixed pace, without a touch of their payload. Whoever is late because
   * the frame before took too long is measured from when this one was due: no omission is
   * coordinated.
   *
   * @return the frames, and what claiming and publishing took the writer
   */
  String handOff(long ns, long intervalNs) throws IOException {
    Histogram cost = Counts.empty();
    long start = System.nanoTime() + LEAD_NS;
    long frames = 0;
    for (long due = start; due < start + ns; due += intervalNs) {
      long begin = System.nanoTime();
      sender.claim();
      long claimed = System.nanoTime();
      long now = claimed < due ? waitUntil(due, intervalNs) : claimed;
      sender.publish(claimed < due ? now : due);
      cost.recordValue(claimed - begin + System.nanoTime() - now);
      frames++;
    }
    end();
    return " frames=" + frames + " cost=" + Counts.text(cost);
  }

  private static long waitUntil(long due, long intervalNs) {
    while (true) {
      long now = System.nanoTime();
      if (now >= due) {
        return now;
      }
      if (intervalNs < LONGEST_SPIN_NS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(due - now);
      }
    }
  }

  /**
   * Hands frames over as fast as it goes, every byte of them written.
   *
   * @return the frames, and the time that they took
   */
  String stream(long ns) throws IOException {
    long start = System.nanoTime();
    long frames = 0;
    for (; System.nanoTime() - start < ns; frames++) {
      sender.claim();
      sender.fill();
      sender.publish(0);
    }
    end();
    return " frames=" + frames + " elapsed=" + (System.nanoTime() - start);
  }

  private void end() throws IOException {
    sender.claim();
    sender.publish(-run);
  }
}
