package dev.zoetrope.kill;

import dev.zoetrope.probe.ProtocolPoint;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Halts the thread that comes to a place, inside the victim, until the test lets it go. */
final class Halt {
  private final String place;
  private final AtomicInteger left;
  private final PrintStream test;
  private final CountDownLatch go = new CountDownLatch(1);
  private volatile boolean passed;
  private boolean isTold;

  /**
   * Halts once.
   *
   * @param place name of the place
   * @param visit which visit of it; 1 is the first
   * @param test told {@code reached} and {@code again}
   */
  Halt(String place, int visit, PrintStream test) {
    this.place = place;
    this.left = new AtomicInteger(visit);
    this.test = test;
  }

  /** A point of the protocol is reached. */
  void at(ProtocolPoint point) {
    at(point.name());
  }

  /** A place is reached. */
  void at(String name) {
    if (name.equals(place) && left.decrementAndGet() == 0) {
      test.println("reached");
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      passed = true;
    }
  }

  /** The test lets it go. */
  void go() {
    go.countDown();
  }

  /** The victim has worked for a while; the first time after the halt, the test is told. */
  synchronized void worked() {
    if (passed && !isTold) {
      isTold = true;
      test.println("again");
    }
  }
}
