package dev.zoetrope.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assertions;

/** Runs scenarios, some at a time, and tells of all that failed. */
final class Matrix {
  private final List<String> names = new ArrayList<>();
  private final List<Scenario> scenarios = new ArrayList<>();

  /** One or more kills. */
  @FunctionalInterface
  interface Scenario {
    /** Runs it. */
    void run() throws Exception;
  }

  /** Adds a scenario. */
  void add(String name, Scenario scenario) {
    names.add(name);
    scenarios.add(scenario);
  }

  /** Runs all. */
  void run(int atATime) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(atATime);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        running.add(
            threads.submit(
                () -> {
                  scenario.run();
                  return null;
                }));
      }
      AssertionError failures = new AssertionError("scenarios failed");
      for (int i = 0; i < running.size(); i++) {
        try {
          running.get(i).get();
        } catch (ExecutionException e) {
          failures.addSuppressed(new AssertionError(names.get(i), e.getCause()));
        }
      }
      if (failures.getSuppressed().length > 0) {
        Assertions.fail(failures);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
