package dev.zoetrope.bench;

import dev.zoetrope.benchmarks.FirstFramesBenchmark;
import dev.zoetrope.benchmarks.HandoffBenchmark;
import dev.zoetrope.benchmarks.SlotBenchmark;
import dev.zoetrope.benchmarks.WaitingBenchmark;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The benchmarks within one JVM, by JMH: time and allocation of each step. */
final class Microbenchmarks {
  private static final List<Class<?>> ALL =
      List.of(
          SlotBenchmark.class,
          HandoffBenchmark.class,
          WaitingBenchmark.class,
          FirstFramesBenchmark.class);
  private static final int ITERATIONS = 5;
  private static final long MS_PER_S = 1000;

  private Microbenchmarks() {}

  /**
   * Runs all of them, in JVMs of their own; JMH prints its table.
   *
   * @param json where the results go, too
   * @param seconds about how long each takes
   */
  static void run(Path json, double seconds) throws RunnerException {
    long iteration = Math.max(1, (long) (seconds * MS_PER_S / (2 * ITERATIONS)));
    TimeValue time = new TimeValue(iteration, TimeUnit.MILLISECONDS);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .shouldFailOnError(true)
            .warmupIterations(ITERATIONS)
            .warmupTime(time)
            .measurementIterations(ITERATIONS)
            .measurementTime(time)
            .addProfiler(GCProfiler.class)
            .resultFormat(ResultFormatType.JSON)
            .result(json.toString());
    ALL.forEach(benchmark -> options.include(benchmark.getName()));
    new Runner(options.build()).run();
  }
}
