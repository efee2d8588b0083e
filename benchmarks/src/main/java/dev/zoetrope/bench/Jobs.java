package dev.zoetrope.bench;

import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Whole jobs of this project, and of FFmpeg's own program.
 *
 * @param chosen the jobs
 * @param seconds length of the media
 * @param rounds turns of each program
 */
record Jobs(List<Job> chosen, double seconds, int rounds) {
  private static final long ROOMY = 8L << 30;
  private static final long PATIENCE_S = 600;

  /**
   * Chooses jobs by name.
   *
   * @param names of jobs; empty for all
   * @throws IllegalArgumentException for a name that none has
   */
  static List<Job> choose(List<String> names) {
    List<Job> all = Job.all();
    List<String> known = all.stream().map(Job::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "--only '" + name + "': no such job; there are " + String.join(", ", known));
      }
    }
    return all.stream().filter(job -> names.isEmpty() || names.contains(job.name())).toList();
  }

  /**
   * Measures.
   *
   * @param progress told what is being done
   * @param problems gets a line for what went wrong
   * @throws IOException when nothing can be measured at all
   */
  Report run(Consumer<String> progress, List<String> problems)
      throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.in(parent())) {
      JobProgram ffmpeg = JobProgram.ffmpeg(scratch.path());
      JobProgram ours = JobProgram.ours();
      // It may have to be built, which is no part of any job.
      new TimedProgram(scratch.path(), PATIENCE_S).run(ours.version());
      Map<String, Object> machine =
          Machine.describe("ffmpeg " + avutil.av_version_info().getString() + ", of this build");
      JobBench bench =
          new JobBench(List.of(ours, ffmpeg), scratch.path(), seconds, rounds, progress);
      List<Row> rows = bench.run(chosen);
      problems.addAll(bench.problems());
      List<String> notes = new ArrayList<>(Targets.of(rows));
      notes.add(
          "medians over "
              + rounds
              + " turns of each; start: the same job with one frame; x floor: against ffmpeg");
      notes.add("media: " + chosen.stream().map(this::length).collect(Collectors.joining(", ")));
      notes.addAll(problems);
      return new Report(machine, rows, notes);
    }
  }

  private String length(Job job) {
    return job.name() + " " + Metric.format(job.share() * seconds) + " s";
  }

  /** In memory, where there is enough of it. */
  private static Path parent() throws IOException {
    Path memory = PipelineDirectory.runtimeDirectory();
    Files.createDirectories(memory);
    boolean isRoomy = Files.getFileStore(memory).getUsableSpace() > ROOMY;
    return isRoomy ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }
}
