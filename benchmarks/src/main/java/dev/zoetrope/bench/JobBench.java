package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Has two programs do the same jobs, in turns. Before each job both do it with a single frame: what
 * that takes is the price of starting and ending, and everything that is new is slow only then.
 */
final class JobBench {
  static final String TABLE = "whole jobs";

  private static final double ONE_FRAME_S = 0.03;
  private static final long PATIENCE_S = 60;
  private static final double PATIENCE_FACTOR = 10;
  private static final double NS_PER_S = 1e9;

  private final List<JobProgram> programs;
  private final Path directory;
  private final double seconds;
  private final int rounds;
  private final Consumer<String> progress;
  private final List<String> problems = new ArrayList<>();

  /**
   * A benchmark.
   *
   * @param programs who does the jobs; the last one is to be beaten, and makes the inputs
   * @param directory for inputs and outputs
   * @param seconds length of the media
   * @param rounds turns of each program
   * @param progress told what is being done
   */
  JobBench(
      List<JobProgram> programs,
      Path directory,
      double seconds,
      int rounds,
      Consumer<String> progress) {
    this.programs = List.copyOf(programs);
    this.directory = directory;
    this.seconds = seconds;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Does jobs. One that a program fails in has no rows, but a line among the problems. */
  List<Row> run(List<Job> jobs) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (Job job : jobs) {
      try {
        rows.addAll(run(job));
      } catch (JobException e) {
        problems.add(e.getMessage());
      }
    }
    return rows;
  }

  /** What went wrong, a line for each. */
  List<String> problems() {
    return problems;
  }

  private static final class JobException extends Exception {
    private static final long serialVersionUID = 1L;

    JobException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private List<Row> run(Job job) throws IOException, InterruptedException, JobException {
    List<Turns> starts = turns(job, ONE_FRAME_S);
    List<Turns> all = turns(job, seconds * job.share());
    List<Row> rows = new ArrayList<>();
    TreeSet<Long> frames = new TreeSet<>();
    for (int i = 0; i < programs.size(); i++) {
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      values.putAll(all.get(i).took.medians());
      Map<Metric, Double> start = starts.get(i).took.medians();
      values.put(Metric.START, start.get(Metric.WALL));
      values.put(Metric.START_CPU, start.get(Metric.CPU));
      values.put(Metric.FRAMES, (double) all.get(i).frames.first());
      frames.addAll(all.get(i).frames);
      rows.add(new Row(TABLE, job.name(), programs.get(i).name(), programs.get(i).role(), values));
    }
    if (frames.size() > 1) {
      problems.add(job.name() + ": the outputs have different numbers of frames: " + frames);
    }
    Row floor = rows.get(rows.size() - 1);
    return rows.stream().map(row -> withRatios(row, floor)).toList();
  }

  private static Row withRatios(Row row, Row floor) {
    return row.with(Metric.RATIO, row.value(Metric.WALL) / floor.value(Metric.WALL))
        .with(Metric.CPU_RATIO, row.value(Metric.CPU) / floor.value(Metric.CPU))
        .with(
            Metric.NET_RATIO,
            less(row, Metric.WALL, Metric.START) / less(floor, Metric.WALL, Metric.START))
        .with(
            Metric.NET_CPU_RATIO,
            less(row, Metric.CPU, Metric.START_CPU) / less(floor, Metric.CPU, Metric.START_CPU));
  }

  private static double less(Row row, Metric metric, Metric start) {
    return row.value(metric) - row.value(start);
  }

  /** What the turns of one program took. */
  private static final class Turns {
    private final Samples took = new Samples();
    private final TreeSet<Long> frames = new TreeSet<>();
  }

  private List<Turns> turns(Job job, double length)
      throws IOException, InterruptedException, JobException {
    progress.accept(job.name() + ": making the input");
    List<String> maker = programs.get(programs.size() - 1).start();
    Path input = job.clip().make(maker, directory, length, seconds);
    List<Turns> all = programs.stream().map(program -> new Turns()).toList();
    long patienceS = PATIENCE_S + (long) (length * PATIENCE_FACTOR);
    TimedProgram timed = new TimedProgram(directory, patienceS);
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < programs.size(); i++) {
        JobProgram program = programs.get(i);
        String what = job.name() + ": " + program.name();
        progress.accept(what);
        try {
          TimedProgram.Took took = turn(program, job, input, timed, all.get(i));
          double wallS = took.wallNs() / NS_PER_S;
          double cpuS = took.cpuNs() / NS_PER_S;
          progress.accept(String.format(Locale.ROOT, "%s %.2f s, CPU %.2f s", what, wallS, cpuS));
        } catch (IOException e) {
          throw new JobException(job.name() + ": " + program.name() + " " + e.getMessage(), e);
        }
      }
    }
    return all;
  }

  private TimedProgram.Took turn(
      JobProgram program, Job job, Path input, TimedProgram timed, Turns turns)
      throws IOException, InterruptedException {
    TimedProgram.Took took = timed.run(program.command(job, input, directory));
    turns.took.add(Metric.WALL, took.wallNs() / NS_PER_S);
    turns.took.add(Metric.CPU, took.cpuNs() / NS_PER_S);
    List<Path> files = job.files(directory);
    if (files.isEmpty()) {
      turns.frames.add(program.framesIn(took.said()));
    }
    for (Path file : files) {
      turns.frames.add(Packets.count(file));
      Files.delete(file);
    }
    return took;
  }
}
