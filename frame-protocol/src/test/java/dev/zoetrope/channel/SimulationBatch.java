package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Simulations of consecutive seeds, as many at once as there are processors. */
final class SimulationBatch {
  /** Steps of one simulation before all is calm; a seed means the same only with the same limit. */
  static final long STEPS_EACH = 10_000;

  private final AtomicLong nextSeed;
  private final Coverage coverage = new Coverage();
  private long steps;
  private long simulations;
  private Outcome failed;

  SimulationBatch(long firstSeed) {
    this.nextSeed = new AtomicLong(firstSeed);
  }

  /**
   * Runs until enough is done, or something fails.
   *
   * @param isEnough asked after each simulation
   */
  void run(BooleanSupplier isEnough) throws ExecutionException, InterruptedException {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Void>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(executor.submit(worker(isEnough)));
      }
      for (Future<Void> worker : workers) {
        worker.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private Callable<Void> worker(BooleanSupplier isEnough) {
    return () -> {
      while (!isOver(isEnough)) {
        add(Simulation.run(nextSeed.getAndIncrement(), STEPS_EACH));
      }
      return null;
    };
  }

  private synchronized boolean isOver(BooleanSupplier isEnough) {
    return failed != null || isEnough.getAsBoolean();
  }

  private synchronized void add(Outcome outcome) {
    simulations++;
    steps += outcome.trace().steps();
    coverage.add(outcome.coverage());
    if (outcome.failure() != null && failed == null) {
      failed = outcome;
    }
  }

  synchronized long steps() {
    return steps;
  }

  synchronized long simulations() {
    return simulations;
  }

  Coverage coverage() {
    return coverage;
  }

  /** The first that failed, null when none did. */
  synchronized Outcome failed() {
    return failed;
  }
}
