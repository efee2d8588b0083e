package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.testing.TestPipeline;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The {@link KillMatrixTest} at length: thousands of kills at points and visits, or moments, that a
 * seed chooses; and a long stop at every point. {@code -Dzoetrope.test.kills=N} and {@code
 * -Dzoetrope.test.seed=N} say how many and which.
 */
@Tag("deep")
class KillMatrixDeepTest {
  private static final int KILLS = Integer.getInteger("zoetrope.test.kills", 2000);
  private static final long SEED =
      Long.getLong("zoetrope.test.seed", System.currentTimeMillis() & 0xFFFFFF);

  private static final int KILLS_AT_A_TIME = 4;
  private static final int STOPS_AT_A_TIME = 6;
  private static final int KILLS_PER_WRITER = 20;
  private static final int RARE_VISITS = 4;
  private static final int FREQUENT_VISITS = 60;

  /** Of so many kills, one is at no point but at some moment. */
  private static final int KILLS_PER_MOMENT = 4;

  /** Points that a victim comes to only once, with what the scenario does to bring it there. */
  private static final Set<ProtocolPoint> ONCE =
      EnumSet.of(ProtocolPoint.EVICTED, ProtocolPoint.PIN_CLEARED);

  private final Recovery recovery = new Recovery();
  private final VictimPool pool = new VictimPool(KILLS_AT_A_TIME);
  private final Random random = new Random(SEED);

  @AfterEach
  @SuppressWarnings("SystemOut") // Figures, for whoever wants to know.
  void close() throws InterruptedException {
    pool.close();
    System.out.println("seed " + SEED);
    System.out.print(recovery.table());
  }

  @Test
  void killedAnywhereAtAnyTime() throws Exception {
    Matrix matrix = new Matrix();
    int kills = 0;
    while (kills < KILLS) {
      for (int i = 0; i < KILLS_PER_WRITER; i++) {
        addWriter(matrix);
      }
      addReaders(matrix);
      kills += 2 * KILLS_PER_WRITER;
    }
    matrix.run(KILLS_AT_A_TIME);
    assertTrue(recovery.kills() >= KILLS, "only " + recovery.kills() + " kills");
  }

  private void addWriter(Matrix matrix) {
    Place place = any(false);
    int visit = visit(place);
    long seed = random.nextLong();
    matrix.add(
        place + " visit " + visit + " seed " + seed,
        () -> {
          try (WriterScenario scenario = new WriterScenario(pool, recovery, seed)) {
            scenario.kill(place, visit, Bug.NONE);
          }
        });
  }

  private void addReaders(Matrix matrix) {
    List<Place> places = new ArrayList<>();
    List<Integer> visits = new ArrayList<>();
    for (int i = 0; i < KILLS_PER_WRITER; i++) {
      places.add(any(true));
      visits.add(visit(places.get(i)));
    }
    long seed = random.nextLong();
    matrix.add(
        places + " visits " + visits + " seed " + seed,
        () -> {
          try (ReaderScenario scenario =
              new ReaderScenario(pool, recovery, TestPipeline.PATIENT_NS, seed)) {
            for (int i = 0; i < places.size(); i++) {
              scenario.kill(places.get(i), visits.get(i), policy(places.get(i), i), Bug.NONE);
            }
          }
        });
  }

  private Place any(boolean isReader) {
    if (random.nextInt(KILLS_PER_MOMENT) == 0) {
      return Place.nowhere(isReader);
    }
    List<Place> places = isReader ? Place.ofReaders() : Place.ofWriters();
    return places.get(random.nextInt(places.size()));
  }

  private int visit(Place place) {
    if (ONCE.stream().anyMatch(point -> point.name().equals(place.name()))) {
      return 1;
    }
    return 1 + random.nextInt(place.isFrequent() ? FREQUENT_VISITS : RARE_VISITS);
  }

  private static ReaderPolicy policy(Place place, int number) {
    ReaderPolicy[] all = ReaderPolicy.values();
    return all[(number + place.name().length()) % all.length];
  }

  @Test
  void stoppedAnywhere() throws Exception {
    Matrix matrix = new Matrix();
    for (Place place : Place.ofWriters()) {
      matrix.add(
          place + " stop",
          () -> {
            try (WriterScenario scenario = new WriterScenario(pool, recovery, SEED)) {
              scenario.stop(place, 1);
            }
          });
    }
    for (ReaderPolicy policy : ReaderPolicy.values()) {
      for (Place place : Place.ofReaders()) {
        matrix.add(
            place + " stop " + policy,
            () -> {
              try (ReaderScenario scenario =
                  new ReaderScenario(pool, recovery, TestPipeline.IMPATIENT_NS, SEED)) {
                scenario.stop(place, 1, policy);
              }
            });
      }
    }
    matrix.run(STOPS_AT_A_TIME);
  }
}
