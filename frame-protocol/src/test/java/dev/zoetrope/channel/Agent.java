package dev.zoetrope.channel;

import java.io.IOException;
import java.util.SplittableRandom;

/** The program of a simulated process: calls the classes that ship, as real programs do. */
abstract class Agent {
  protected static final long MS = 1_000_000L;

  /** What a call may take that waits for nobody but threads of its own process. */
  protected static final long SHORT_NS = 2_000 * MS;

  protected final Simulation simulation;
  protected final SimulatedProcess process;
  protected final SplittableRandom random;
  protected final SimulatedHost host;
  private int calls;

  Agent(Simulation simulation, SimulatedProcess process) {
    this.simulation = simulation;
    this.process = process;
    this.random = simulation.split();
    this.host = simulation.host(process);
  }

  /** A call of the product. */
  @FunctionalInterface
  interface Call<T> {
    T call() throws IOException;
  }

  /** Runs until the process ends. */
  abstract void run() throws IOException;

  SimulatedProcess process() {
    return process;
  }

  /** Whether a task of this process is inside of a call. */
  boolean isBusy() {
    return calls > 0;
  }

  /** Makes a call that must return within a time. */
  protected <T> T timed(String what, long boundNs, Call<T> call) throws IOException {
    Liveness.Operation operation = simulation.liveness().begin(process, what, boundNs);
    calls++;
    try {
      return call.call();
    } finally {
      calls--;
      simulation.liveness().end(operation);
    }
  }

  protected void count(Coverage.Event event) {
    simulation.coverage().count(event);
  }

  protected boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** Takes time, up to that much. */
  protected void work(String place, long maxNs) {
    host.sleepNs(place, random.nextLong(maxNs + 1));
  }
}
