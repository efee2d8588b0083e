package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Lets one task run at a time, from one place where it could be interrupted to the next: a step.
 * Whose step comes next is drawn, and the clock goes with the steps, so that a seed decides
 * everything. When all wait, the clock jumps to when the first wakes.
 */
final class Scheduler {
  /** The place of a task that does nothing more. */
  static final String OVER = "over";

  private static final long START_NS = 1_000_000_000_000L;

  private final SplittableRandom random;
  private final double stickiness;
  private final long maxStepNs;
  private final List<Task> tasks = new ArrayList<>();
  private final StepTrace trace = new StepTrace();
  private final Thread main = Thread.currentThread();
  private BiConsumer<Task, String> afterStep = (task, place) -> {};
  private long nowNs = START_NS;
  private int created;
  private volatile Task holder;
  private volatile boolean isOver;
  private volatile Throwable failure;

  /**
   * Prepares to run nothing yet.
   *
   * @param random decides
   * @param stickiness how probable it is that a task goes on though others could
   * @param maxStepNs longest time that a step takes
   */
  Scheduler(SplittableRandom random, double stickiness, long maxStepNs) {
    this.random = random;
    this.stickiness = stickiness;
    this.maxStepNs = maxStepNs;
  }

  /** What is done after each step, on the thread of the task, before anyone else runs. */
  void afterStep(BiConsumer<Task, String> check) {
    afterStep = check;
  }

  /** Adds a task that begins at a time. */
  void spawn(SimulatedProcess process, String name, long atNs, Runnable body) {
    Task task = new Task(this, process, ++created, name, body);
    task.sleepsUntil(() -> atNs);
    tasks.add(task);
    process.began();
  }

  long nowNs() {
    return nowNs;
  }

  StepTrace trace() {
    return trace;
  }

  boolean isHeldBy(Task task) {
    return holder == task;
  }

  /** Ends a step of the calling task, which can go on at once. */
  void step(String place) {
    await(place, () -> 0);
  }

  /**
   * Ends a step of the calling task.
   *
   * @param place where it is
   * @param wakesAtNs when it can go on, as things stand whenever this is asked
   */
  void await(String place, LongSupplier wakesAtNs) {
    Task me = Task.current();
    if (me.isUnwinding()) {
      throw new Task.Unwinding();
    }
    me.sleepsUntil(wakesAtNs);
    endStep(me, place);
    if (pass(me) != me) {
      me.awaitBaton();
    }
  }

  private void endStep(Task me, String place) {
    nowNs += 1 + random.nextLong(maxStepNs);
    trace.add(nowNs, me, place);
    try {
      afterStep.accept(me, place);
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** The calling task is over. */
  void leave(Task me) {
    me.process().ended();
    endStep(me, OVER);
    tasks.remove(me);
    pass(me);
  }

  private Task pass(Task me) {
    Task next = failure == null ? choose(me) : null;
    if (next != me) {
      holder = next;
      isOver = next == null;
      if (next == null) {
        LockSupport.unpark(main);
      } else {
        next.proceed();
      }
    }
    return next;
  }

  private Task choose(Task me) {
    if (me != null && me.wakesAtNs() <= nowNs && random.nextDouble() < stickiness) {
      return me;
    }
    long[] wakes = new long[tasks.size()];
    long first = Long.MAX_VALUE;
    for (int i = 0; i < wakes.length; i++) {
      wakes[i] = tasks.get(i).wakesAtNs();
      first = Math.min(first, wakes[i]);
    }
    if (first == Long.MAX_VALUE) {
      boolean isAnyoneStuck = tasks.stream().anyMatch(task -> !task.process().isDead());
      if (isAnyoneStuck) {
        fail(new Violation("all wait for each other, without a bound"));
      }
      return null;
    }
    nowNs = Math.max(nowNs, first);
    int ready = 0;
    for (long wake : wakes) {
      ready += wake <= nowNs ? 1 : 0;
    }
    int chosen = random.nextInt(ready);
    for (int i = 0; ; i++) {
      if (wakes[i] <= nowNs && chosen-- == 0) {
        return tasks.get(i);
      }
    }
  }

  /** Ends the simulation. */
  void fail(Throwable reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /**
   * Runs until every task is over or dead, or the first failure; then ends all threads.
   *
   * @return the failure, null when there was none
   */
  Throwable run() {
    pass(null);
    while (!isOver) {
      LockSupport.park(this);
    }
    return failure;
  }

  /** Ends the threads of all tasks that are left. */
  void unwind() {
    tasks.forEach(Task::unwind);
  }
}
