package dev.zoetrope.benchmarks;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.stage.StopSignal;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.stats.StreamSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Takes the samples while the processes run, and tells what went wrong. */
final class SoakRun {
  private static final long JOIN_NS = 120_000_000_000L;
  private static final int SAMPLES_PER_HEAP = 12;
  private static final double NS_PER_S = 1e9;
  private static final double SECONDS_PER_MINUTE = 60;
  private static final String STREAM = "video";

  private final PipelineDirectory directory;
  private final SoakRecord record;
  private final StopSignal stop;
  private String victims = "";
  private String frames = "";

  SoakRun(PipelineDirectory directory, SoakRecord record, StopSignal stop) {
    this.directory = directory;
    this.record = record;
    this.stop = stop;
  }

  /**
   * Watches until the time is up or a stop is requested, then ends the processes.
   *
   * @param stages the processes
   * @param lengthNs how long, from the first frame on
   * @param periodMs time between two samples
   * @param lifeMs how long the stage lives, on the average
   * @return what went wrong
   */
  List<String> watch(SoakPipeline stages, long lengthNs, long periodMs, long lifeMs)
      throws IOException, InterruptedException {
    List<String> problems = new ArrayList<>();
    List<String> where = List.of(directory.path().getParent().toString(), directory.name());
    try (SoakReader reader = SoakReader.start(directory, JOIN_NS);
        StreamObserver observer = new StreamObserver(directory, STREAM);
        SoakVictim victim = new SoakVictim(where, lifeMs)) {
      CountDownLatch stopped = new CountDownLatch(1);
      stop.onRequest(stopped::countDown);
      long start = System.nanoTime();
      for (int sample = 0; System.nanoTime() - start < lengthNs; sample++) {
        if (stopped.await(periodMs, TimeUnit.MILLISECONDS) || !stages.ended().isEmpty()) {
          break;
        }
        double at = seconds(start);
        sampleReader(at, reader);
        sampleFiles(at);
        for (Map.Entry<String, Long> stage : stages.pids().entrySet()) {
          sample(at, stage.getKey(), stage.getValue(), sample % SAMPLES_PER_HEAP == 0);
        }
      }
      // The last interval counts, too, however slow the samples were.
      sampleReader(seconds(start), reader);
      stages.ended().forEach(stage -> problems.add(stage + " ended too early"));
      Optional<StreamSnapshot> counters = observer.snapshot();
      tell(victim, reader, counters);
      checkVictim(victim, problems);
      victim.close();
      problems.addAll(stages.stop());
      reader.close();
      if (!reader.failure().isEmpty()) {
        problems.add("reader: " + reader.failure());
      }
    }
    if (Files.exists(directory.path())) {
      problems.add("files are left in " + directory.path());
    }
    return problems;
  }

  private static double seconds(long startNs) {
    return (System.nanoTime() - startNs) / NS_PER_S;
  }

  private void sampleReader(double at, SoakReader reader) {
    if (reader.nextInterval()) {
      record.add(at, SoakReader.NAME, SoakMetric.LATENCY_P50, reader.latencyMs(50));
      record.add(at, SoakReader.NAME, SoakMetric.LATENCY_P99, reader.latencyMs(99));
      record.add(at, SoakReader.NAME, SoakMetric.LATENESS, reader.latenessMs());
    }
  }

  private void sampleFiles(double at) throws IOException {
    try (Stream<Path> files = Files.list(directory.path())) {
      record.add(at, "pipeline", SoakMetric.FILES, (double) files.count());
    }
  }

  private void sample(double at, String stage, long pid, boolean withHeap)
      throws InterruptedException {
    try {
      ProcessSample.of(pid, directory.path())
          .forEach((metric, value) -> record.add(at, stage, metric, value));
      if (withHeap) {
        record.add(at, stage, SoakMetric.LIVE_HEAP, ChildJvm.liveHeapMb(pid));
      }
    } catch (IOException e) {
      // It has ended, which the caller sees next.
    }
  }

  private static void checkVictim(SoakVictim victim, List<String> problems) {
    if (!victim.failure().isEmpty()) {
      problems.add("stage: " + victim.failure());
    }
  }

  private void tell(SoakVictim victim, SoakReader reader, Optional<StreamSnapshot> counters) {
    Histogram first = victim.firstFrameMs();
    victims =
        String.format(
            Locale.ROOT,
            "stage killed and restarted %d times (%d starts failed), first frame after %d ms"
                + " (median), %d ms (most)",
            victim.kills(),
            victim.failures(),
            first.getValueAtPercentile(50),
            first.getMaxValue());
    frames =
        counters
            .map(
                seen ->
                    String.format(
                        Locale.ROOT,
                        "%d frames published, %d seen, %d dropped, %d readers evicted",
                        seen.published(),
                        reader.frames(),
                        seen.dropped(),
                        seen.evictions()))
            .orElse("no frames");
  }

  /** What happened, in one line. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "soak: %.1f minutes; %s; %s",
        record.seconds() / SECONDS_PER_MINUTE,
        frames,
        victims);
  }
}
