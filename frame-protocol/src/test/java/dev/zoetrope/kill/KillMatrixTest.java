package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.testing.TestPipeline;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Real processes that die, or are stopped for longer than anybody waits, at every named point of
 * the protocol. After each: no torn frame, nobody hangs, the invariants hold, files are cleaned up,
 * the others go on, and who is started again works again.
 */
@Tag("once")
class KillMatrixTest {
  private static final int KILLS_AT_A_TIME = 2;
  private static final int STOPS_AT_A_TIME = 6;
  private static final int POOL = 3;

  private final Recovery recovery = new Recovery();
  private final VictimPool pool = new VictimPool(POOL);

  @AfterEach
  @SuppressWarnings("SystemOut") // Figures, for whoever wants to know.
  void close() throws InterruptedException {
    pool.close();
    System.out.print(recovery.table());
  }

  @Test
  void everyPointOfTheProtocolIsInTheMatrix() {
    Set<String> places = new TreeSet<>();
    Place.ofWriters().forEach(place -> places.add(place.name()));
    Place.ofReaders().forEach(place -> places.add(place.name()));
    Set<String> points = new TreeSet<>(Set.of(Place.HALF_PAYLOAD.name()));
    Arrays.stream(ProtocolPoint.values()).forEach(point -> points.add(point.name()));
    assertEquals(points, places);
  }

  @Test
  void aWriterKilledAtAnyPoint() throws Exception {
    Matrix matrix = new Matrix();
    for (Place place : Place.ofWriters()) {
      matrix.add(place + " kill", () -> killWriter(place, 1, place.hashCode()));
    }
    matrix.run(KILLS_AT_A_TIME);
  }

  private void killWriter(Place place, int visit, long seed) throws Exception {
    try (WriterScenario scenario = new WriterScenario(pool, recovery, seed)) {
      scenario.kill(place, visit, Bug.NONE);
    }
  }

  @Test
  void aReaderKilledAtAnyPoint() throws Exception {
    List<Place> places = Place.ofReaders();
    Matrix matrix = new Matrix();
    matrix.add("kills", () -> killReaders(places.subList(0, places.size() / 2)));
    matrix.add("more kills", () -> killReaders(places.subList(places.size() / 2, places.size())));
    matrix.run(KILLS_AT_A_TIME);
  }

  private void killReaders(List<Place> places) throws Exception {
    try (ReaderScenario scenario =
        new ReaderScenario(pool, recovery, TestPipeline.PATIENT_NS, places.size())) {
      for (Place place : places) {
        scenario.kill(place, 1, ReaderPolicy.EVERY, Bug.NONE);
      }
    }
  }

  @Test
  void stoppedForLongerThanAnybodyWaits() throws Exception {
    Matrix matrix = new Matrix();
    for (String place : List.of("CLAIMED", "SLOT_READY", "GRANTED", "ROLL_NAMED", "END_STATED")) {
      matrix.add(place + " stop", () -> stopWriter(new Place(place, false), 1));
    }
    for (String place : List.of("CONNECTED", "PINNED", "SLEEP_SAID", "COUNTERS_CARRIED")) {
      matrix.add(place + " stop", () -> stopReader(new Place(place, true), 1, ReaderPolicy.EVERY));
    }
    matrix.run(STOPS_AT_A_TIME);
  }

  private void stopWriter(Place place, int visit) throws Exception {
    try (WriterScenario scenario = new WriterScenario(pool, recovery, place.hashCode())) {
      scenario.stop(place, visit);
    }
  }

  private void stopReader(Place place, int visit, ReaderPolicy policy) throws Exception {
    try (ReaderScenario scenario =
        new ReaderScenario(pool, recovery, TestPipeline.IMPATIENT_NS, place.hashCode())) {
      scenario.stop(place, visit, policy);
    }
  }
}
