package dev.zoetrope.channel;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/** Nobody waits without a bound: what each operation may take at most, in the simulation's time. */
final class Liveness {
  private final LongSupplier clock;
  private final Set<Operation> operations = new LinkedHashSet<>();

  Liveness(LongSupplier clock) {
    this.clock = clock;
  }

  /** Something that a task is about. */
  static final class Operation {
    private final SimulatedProcess process;
    private final String what;
    private final long pausedNs;
    private final long deadlineNs;

    private Operation(SimulatedProcess process, String what, long deadlineNs) {
      this.process = process;
      this.what = what;
      this.pausedNs = process.pausedNs();
      this.deadlineNs = deadlineNs;
    }

    private boolean isLate(long nowNs) {
      return !process.isDead()
          && process.resumesAtNs() <= nowNs
          && nowNs - (process.pausedNs() - pausedNs) > deadlineNs;
    }
  }

  /**
   * An operation begins.
   *
   * @param boundNs longest time that it may take, not counting pauses of its process
   */
  Operation begin(SimulatedProcess process, String what, long boundNs) {
    Operation operation = new Operation(process, what, clock.getAsLong() + boundNs);
    operations.add(operation);
    return operation;
  }

  void end(Operation operation) {
    operations.remove(operation);
  }

  /** Looks at all that go on. */
  void check() {
    long now = clock.getAsLong();
    for (Operation operation : operations) {
      if (operation.isLate(now)) {
        throw new Violation(operation.process.name() + " waits without a bound: " + operation.what);
      }
    }
  }
}
