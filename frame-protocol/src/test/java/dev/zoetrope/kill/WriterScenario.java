package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.ChannelException;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A writer that is killed, or stopped for longer than anybody waits; readers that see it; and
 * another writer that takes over.
 */
final class WriterScenario implements AutoCloseable {
  /** Longer than the writer waits for a handshake (2 s), and a reader for the answer (5 s). */
  static final long PAST_TIMEOUTS_NS = 5_500_000_000L;

  private static final long MOST_RANDOM_NS = 60_000_000L;

  /** Patience with a writer that may never have noticed. */
  private static final long TO_CLEAR_NS = 10_000_000_000L;

  private static final int MOST_HOLDERS = 5;

  private final VictimPool pool;
  private final Recovery recovery;
  private final Random random;
  private final Restart restart;
  private final TestPipeline pipeline = new TestPipeline();
  private final Survivor every =
      Survivor.start(pipeline.directory(), Survivor.EVERY, ReaderPolicy.EVERY);
  private final Survivor latest =
      Survivor.start(pipeline.directory(), Survivor.LATEST, ReaderPolicy.LATEST);

  /** How a writer starts where another one died. */
  @FunctionalInterface
  interface Restart {
    /** Opens it. */
    StreamWriter open(TestPipeline pipeline) throws IOException;
  }

  /** Starts the readers. */
  WriterScenario(VictimPool pool, Recovery recovery, long seed) {
    this(pool, recovery, seed, pipeline -> pipeline.writer(VictimWriter.SLOTS));
  }

  WriterScenario(VictimPool pool, Recovery recovery, long seed, Restart restart) {
    this.pool = pool;
    this.recovery = recovery;
    this.random = new Random(seed);
    this.restart = restart;
  }

  /** Kills a writer at a place, and has another take over. */
  void kill(Place place, int visit, Bug bug) throws Exception {
    try (Victim victim = pool.take()) {
      halt(victim, place, visit, bug);
      killAndRestart(victim);
    }
  }

  /** Stops a writer at a place for long, lets it go on, then kills it. */
  void stop(Place place, int visit) throws Exception {
    try (Victim victim = pool.take()) {
      halt(victim, place, visit, Bug.NONE);
      victim.signal("STOP");
      long stoppedNs = System.nanoTime();
      try (Survivor newcomer =
          Survivor.start(pipeline.directory(), "newcomer", ReaderPolicy.LEAKY)) {
        assertThrows(ChannelException.class, () -> pipeline.writer(2), "two writers at once");
        List<Survivor> all = List.of(every, latest, newcomer);
        all.forEach(Survivor::awaitTurns);
        Await.until("all timeouts are over", () -> past(stoppedNs));
        victim.signal("CONT");
        victim.goOn();
        all.forEach(survivor -> survivor.awaitFrames(2));
      }
      killAndRestart(victim);
    }
  }

  static boolean past(long sinceNs) {
    return System.nanoTime() - sinceNs > PAST_TIMEOUTS_NS;
  }

  private void halt(Victim victim, Place place, int visit, Bug bug) throws Exception {
    boolean isBlocked = List.of("EVICTED", "WAIT_SAID").contains(place.name());
    long stallNs = isBlocked ? TestPipeline.IMPATIENT_NS : TestPipeline.PATIENT_NS;
    victim.write(pipeline, place, visit, stallNs, bug);
    if (isBlocked) {
      // One that takes nothing, so that the writer waits, and in the end evicts it.
      try (StreamReader laggard = reader("laggard")) {
        assertEquals(ReaderState.LIVE, laggard.state());
        victim.awaitReached();
      }
    } else if (place.name().equals("PIN_CLEARED")) {
      // Another one when the stream of the first had seen its last frame: its files go, pin and
      // all.
      for (int holders = 1; holders == 1 || !victim.reaches(TO_CLEAR_NS); holders++) {
        assertTrue(holders <= MOST_HOLDERS, "no pin of the dead was cleared");
        try (Victim holder = pool.take()) {
          holder.read(pipeline, Place.of(ProtocolPoint.CONSUMED), 2, ReaderPolicy.EVERY, Bug.NONE);
          holder.awaitReached();
          holder.kill();
        }
      }
    } else if (place.isSomewhere()) {
      victim.awaitReached();
    } else {
      every.awaitFrames(1 + random.nextInt(40));
      LockSupport.parkNanos(random.nextLong(MOST_RANDOM_NS));
    }
  }

  private StreamReader reader(String name) throws IOException {
    return StreamReader.connect(
        pipeline.directory(), "s", ReaderOptions.of(name, ReaderPolicy.EVERY));
  }

  private void killAndRestart(Victim victim) throws Exception {
    long killedNs = System.nanoTime();
    victim.kill();
    long former = RegionCheck.check(pipeline, 1);
    long everyVisit = every.visits();
    long latestVisit = latest.visits();
    if (random.nextBoolean()) {
      StaleFiles.removeDeadStreams(pipeline.directory());
      assertEquals(List.of(), pipeline.files(), "after a clean-up");
      former = 0;
    }
    try (StreamWriter writer = restart.open(pipeline)) {
      assertTrue(writer.epoch() > former, "an epoch again");
      assertServed(writer.epoch());
      Numbered numbers = new Numbered(writer);
      Await.until(
          "the survivors see the restarted writer",
          () -> {
            numbers.publish(Frames.LENGTH);
            return every.hasSeenAfter(everyVisit) && latest.hasSeenAfter(latestVisit);
          });
      recovery.add("writer killed: restarted, its frames seen", killedNs);
      every.forgetEnds();
      latest.forgetEnds();
    }
    every.awaitEnd(ReaderState.ENDED);
    latest.awaitEnd(ReaderState.ENDED);
    assertEquals(List.of(), pipeline.files(), "after the end");
  }

  /** Nothing of the dead writer is left. */
  private void assertServed(long epoch) throws IOException {
    assertEquals(
        List.of("s." + epoch + ".control", "s." + epoch + ".frames", "s.lock", "s.sock"),
        pipeline.files(),
        "after the restart");
  }

  @Override
  public void close() throws Exception {
    try (pipeline;
        every;
        latest) {
      // In this order: readers first.
    }
  }
}
