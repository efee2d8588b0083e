package dev.zoetrope.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A pair of programs that move a number of frames and end. What they need to start and to end is
 * known from a run with a few frames, and does not count: with one it would be too little, since
 * FFmpeg reads some before it begins.
 */
final class ProgramContender implements Contender {
  /** Starts the programs. */
  @FunctionalInterface
  interface Start {
    /**
     * Moves frames.
     *
     * @param path a file of its own
     * @return the programs; the last one has them at the end
     */
    List<Process> run(Scenario scenario, Path path, long frames)
        throws IOException, InterruptedException;
  }

  private static final double NS_PER_S = 1e9;
  private static final long START_FRAMES = 30;
  private static final long FIRST_GUESS = 50;

  /** What is left after the start would else be chance. */
  private static final long STARTS = 2;

  private static final long GROWTH = 4;
  private static final long PATIENCE_S = 60;
  private static final long END_S = 2;

  private final String name;
  private final Start start;
  private Path directory;
  private int runs;
  private long startNs;
  private double rate;

  /** Describes it. */
  ProgramContender(String name, Start start) {
    this.name = name;
    this.start = start;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Role role() {
    return Role.PEER;
  }

  @Override
  public void open(Scenario scenario, Path path) throws IOException {
    directory = path;
    rate = 0;
    try {
      startNs = Math.min(time(scenario, START_FRAMES), time(scenario, START_FRAMES));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void run(Scenario scenario, long ns, Tally tally)
      throws IOException, InterruptedException {
    long wanted = Math.max(ns, STARTS * startNs);
    long frames = rate == 0 ? FIRST_GUESS : Math.max(2, (long) (rate * wanted / NS_PER_S));
    long took = time(scenario, START_FRAMES + frames);
    while (took < STARTS * startNs) {
      frames *= GROWTH;
      took = time(scenario, START_FRAMES + frames);
    }
    rate = frames * NS_PER_S / (took - startNs);
    tally.rate(rate);
  }

  private long time(Scenario scenario, long frames) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<Process> programs = start.run(scenario, directory.resolveSibling("p" + runs++), frames);
    Process last = programs.get(programs.size() - 1);
    boolean isDone = last.waitFor(PATIENCE_S, TimeUnit.SECONDS);
    long took = System.nanoTime() - begin;
    for (Process program : programs) {
      // One that ends by itself takes its shared memory with it; one whose reader has gone may
      // wait.
      if (!isDone || !program.waitFor(END_S, TimeUnit.SECONDS)) {
        program.destroy();
      }
    }
    if (!isDone || last.exitValue() != 0) {
      throw new IOException(
          name + (isDone ? " failed with exit code " + last.exitValue() : " does not end"));
    }
    return took;
  }

  @Override
  public void close() {}
}
