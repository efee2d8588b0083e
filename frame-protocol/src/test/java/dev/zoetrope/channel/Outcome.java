package dev.zoetrope.channel;

/**
 * How a simulation went.
 *
 * @param seed what decided
 * @param plan what it was of
 * @param trace its steps
 * @param coverage what happened
 * @param failure what should not have happened, null when all went well
 */
record Outcome(
    long seed, SimulationPlan plan, StepTrace trace, Coverage coverage, Throwable failure) {

  /** How to see it again, and the last steps. */
  String report(int steps) {
    return "seed "
        + seed
        + ", step "
        + trace.steps()
        + ": "
        + failure
        + "\nreplay with -Dzoetrope.simulation.seed="
        + seed
        + "\n"
        + plan
        + "\n"
        + String.join("\n", trace.last(steps));
  }
}
