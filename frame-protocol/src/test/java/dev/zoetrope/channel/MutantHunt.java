package dev.zoetrope.channel;

/** Looks for a violation; runs in a mutant's own class loader. */
final class MutantHunt {
  private MutantHunt() {}

  /**
   * Simulates seeds until one fails.
   *
   * @param maxSteps steps, all in all, before it gives up
   * @return what failed, null when nothing did
   */
  static String find(long maxSteps) {
    long steps = 0;
    for (long seed = 1; steps < maxSteps; seed++) {
      Outcome outcome = Simulation.run(seed, SimulationBatch.STEPS_EACH);
      steps += outcome.trace().steps();
      if (outcome.failure() != null) {
        return String.format("seed %d, step %,d of all: %s", seed, steps, outcome.failure());
      }
    }
    return null;
  }
}
