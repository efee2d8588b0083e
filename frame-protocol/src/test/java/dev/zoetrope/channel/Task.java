package dev.zoetrope.channel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A thread of a simulated process. It runs only while it holds the scheduler's baton. */
final class Task extends Thread {
  /**
   * Unwinds a task of which nothing is wanted any more. Nothing of the product catches it for good.
   */
  static final class Unwinding extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Scheduler scheduler;
  private final SimulatedProcess process;
  private final int id;
  private final Runnable body;
  private LongSupplier wakesAtNs;
  private boolean hasStarted;
  private boolean isOver;
  private volatile boolean isUnwinding;

  Task(Scheduler scheduler, SimulatedProcess process, int id, String name, Runnable body) {
    super(name);
    this.scheduler = scheduler;
    this.process = process;
    this.id = id;
    this.body = body;
    setDaemon(true);
  }

  /** The task that calls; null for a thread of no simulation. */
  static Task current() {
    return Thread.currentThread() instanceof Task task ? task : null;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  SimulatedProcess process() {
    return process;
  }

  /** In order of creation, so the same in each run of a seed. */
  int id() {
    return id;
  }

  boolean isOver() {
    return isOver;
  }

  boolean isUnwinding() {
    return isUnwinding;
  }

  /** Not before this time does it go on; may change with what others do. */
  void sleepsUntil(LongSupplier ns) {
    wakesAtNs = ns;
  }

  /** When it can go on, as things stand. */
  long wakesAtNs() {
    return isOver || process.isDead()
        ? Long.MAX_VALUE
        : Math.max(process.resumesAtNs(), wakesAtNs.getAsLong());
  }

  /** Lets its thread see that it has the baton. */
  void proceed() {
    if (hasStarted) {
      LockSupport.unpark(this);
    } else {
      hasStarted = true;
      start();
    }
  }

  /** Waits for the baton. */
  void awaitBaton() {
    while (!scheduler.isHeldBy(this) && !isUnwinding) {
      LockSupport.park(scheduler);
    }
    if (isUnwinding) {
      throw new Unwinding();
    }
  }

  @Override
  public void run() {
    try {
      awaitBaton();
      body.run();
    } catch (Unwinding e) {
      // Over, too.
    } catch (Throwable e) {
      scheduler.fail(e);
    } finally {
      isOver = true;
      if (!isUnwinding) {
        scheduler.leave(this);
      }
    }
  }

  /** Ends its thread, which does nothing more that is seen. */
  void unwind() {
    isUnwinding = true;
    if (hasStarted) {
      LockSupport.unpark(this);
      boolean isInterrupted = false;
      while (isAlive()) {
        try {
          join();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
