package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A reentrant lock between tasks: whoever waits for it lets others go on. */
final class SimulatedLock implements Lock {
  private final Scheduler scheduler;
  private Task owner;
  private int holds;

  SimulatedLock(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void lock() {
    Task me = Task.current();
    if (owner != me) {
      take(1);
    } else {
      holds++;
    }
  }

  private void take(int count) {
    scheduler.await("lock", () -> owner == null ? 0 : Long.MAX_VALUE);
    owner = Task.current();
    holds = count;
  }

  @Override
  public void unlock() {
    if (owner == Task.current() && --holds == 0) {
      owner = null;
    }
  }

  @Override
  public Condition newCondition() {
    return new Signals();
  }

  /** Whoever waits is told by a flag of its own. */
  private final class Signals implements Condition {
    private final List<boolean[]> waiting = new ArrayList<>();

    @Override
    public long awaitNanos(long ns) {
      long deadline = scheduler.nowNs() + ns;
      sleepUntil(deadline);
      return deadline - scheduler.nowNs();
    }

    @Override
    public void awaitUninterruptibly() {
      sleepUntil(Long.MAX_VALUE);
    }

    private void sleepUntil(long deadline) {
      boolean[] signalled = new boolean[1];
      int held = holds;
      waiting.add(signalled);
      owner = null;
      scheduler.await("condition", () -> signalled[0] ? 0 : deadline);
      waiting.remove(signalled);
      take(held);
    }

    @Override
    public void signalAll() {
      waiting.forEach(signalled -> signalled[0] = true);
    }

    @Override
    public void signal() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void await() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean await(long time, TimeUnit unit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean awaitUntil(java.util.Date deadline) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public void lockInterruptibly() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean tryLock() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean tryLock(long time, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }
}
