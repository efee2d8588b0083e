package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Writers and readers in one thread at a time, with a clock, sockets and accidents that a seed
 * decides. A failure prints its seed; {@code -Dzoetrope.simulation.seed=N} replays it.
 */
@Tag("once")
class SimulationTest {
  private static final Long SEED = Long.getLong("zoetrope.simulation.seed");
  private static final long DEEP_SECONDS = Long.getLong("zoetrope.simulation.seconds", 600);
  private static final long STEPS = 2_000_000;
  private static final int SHOWN_STEPS = 200;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void allHoldsWhateverHappens() throws Exception {
    assumeTrue(SEED == null, "a seed is given: only that is replayed");
    SimulationBatch batch = new SimulationBatch(new SecureRandom().nextLong());
    // Rare events need luck: more of it is tried before their absence counts.
    run(
        batch,
        () ->
            batch.steps() >= 3 * STEPS
                || (batch.steps() >= STEPS && batch.coverage().missing().isEmpty()));
  }

  @Test
  @Tag("deep")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void allHoldsForLong() throws Exception {
    assumeTrue(SEED == null, "a seed is given: only that is replayed");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEEP_SECONDS);
    run(new SimulationBatch(new SecureRandom().nextLong()), () -> System.nanoTime() - end >= 0);
  }

  private static void run(SimulationBatch batch, BooleanSupplier isEnough) throws Exception {
    batch.run(isEnough);
    if (batch.failed() != null) {
      fail(batch.failed().report(SHOWN_STEPS), batch.failed().failure());
    }
    System.out.printf(
        "%,d simulations, %,d steps%n%s",
        batch.simulations(), batch.steps(), batch.coverage().table());
    assertEquals(List.of(), batch.coverage().missing(), "never happened");
  }

  @Test
  void aSeedIsReplayed() {
    assumeTrue(SEED != null, "replays -Dzoetrope.simulation.seed=N");
    Outcome outcome = Simulation.run(SEED, SimulationBatch.STEPS_EACH);
    System.out.println(outcome.report(SHOWN_STEPS));
    if (outcome.failure() != null) {
      fail("seed " + SEED, outcome.failure());
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        6,
        21,
        31,
        33,
        50,
        8457396721130824711L,
        -4855159249772498219L,
        6796088087728108834L,
        1544265387418461616L
      })
  void seedsThatFailedOnce(long seed) {
    Outcome outcome = Simulation.run(seed, SimulationBatch.STEPS_EACH);
    if (outcome.failure() != null) {
      fail(outcome.report(SHOWN_STEPS), outcome.failure());
    }
  }

  @Test
  void aSeedDecidesEverything() {
    Outcome once = Simulation.run(7, SimulationBatch.STEPS_EACH);
    Outcome again = Simulation.run(7, SimulationBatch.STEPS_EACH);
    assertEquals(once.trace().steps(), again.trace().steps());
    assertEquals(once.trace().hash(), again.trace().hash());
    assertNotEquals(
        once.trace().hash(), Simulation.run(8, SimulationBatch.STEPS_EACH).trace().hash());
  }
}
