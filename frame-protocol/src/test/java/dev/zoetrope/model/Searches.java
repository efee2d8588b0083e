package dev.zoetrope.model;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Searches of models, two at a time, each of which is a test. */
final class Searches {
  private static final int AT_A_TIME = 2;
  private static final long PATIENCE_MINUTES = 60;

  private Searches() {}

  /** What a search must have come to. */
  interface Check {
    void check(String model, Spin.Report report);
  }

  /**
   * Begins all searches.
   *
   * @param work where files may be left
   * @param models each a name, then {@code -D} options
   * @return a test for each, which waits for its search
   */
  static Stream<DynamicTest> of(Path work, List<String> models, Check check) {
    Map<String, Future<Spin.Report>> reports = new LinkedHashMap<>();
    ExecutorService pool = Executors.newFixedThreadPool(AT_A_TIME);
    for (String model : models) {
      reports.put(model, pool.submit(() -> Spin.search(work, List.of(model.split(" ", -1)))));
    }
    pool.shutdown();
    return reports.entrySet().stream()
        .map(
            search ->
                DynamicTest.dynamicTest(
                    search.getKey(),
                    () ->
                        check.check(
                            search.getKey(),
                            search.getValue().get(PATIENCE_MINUTES, TimeUnit.MINUTES))));
  }
}
