package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Readers that are killed, one after the other, or stopped for longer than anybody waits; the
 * writer and the other readers go on all the while.
 */
final class ReaderScenario implements AutoCloseable {
  private static final long MOST_RANDOM_NS = 60_000_000L;
  private static final int SURVIVORS = 2;
  private static final int FRAMES_PER_EPOCH = 40;

  private final VictimPool pool;
  private final Recovery recovery;
  private final Random random;
  private final TestPipeline pipeline = new TestPipeline();
  private final SurvivingWriter writer;
  private final Survivor every =
      Survivor.start(pipeline.directory(), Survivor.EVERY, ReaderPolicy.EVERY);
  private final Survivor latest =
      Survivor.start(pipeline.directory(), Survivor.LATEST, ReaderPolicy.LATEST);

  /**
   * Starts the survivors.
   *
   * @param stallTimeoutNs of the writer
   */
  ReaderScenario(VictimPool pool, Recovery recovery, long stallTimeoutNs, long seed)
      throws IOException {
    this(pool, recovery, stallTimeoutNs, FRAMES_PER_EPOCH, seed);
  }

  ReaderScenario(
      VictimPool pool, Recovery recovery, long stallTimeoutNs, int framesPerEpoch, long seed)
      throws IOException {
    this.pool = pool;
    this.recovery = recovery;
    this.random = new Random(seed);
    this.writer = SurvivingWriter.start(pipeline, stallTimeoutNs, framesPerEpoch);
    every.awaitFrames(1);
    latest.awaitFrames(1);
  }

  /** Where it happens. */
  TestPipeline pipeline() {
    return pipeline;
  }

  /** Kills a reader at a place, and has it come back. */
  void kill(Place place, int visit, ReaderPolicy policy, Bug bug) throws Exception {
    try (Victim victim = pool.take()) {
      victim.read(pipeline, place, visit, policy, bug);
      if (place.isSomewhere()) {
        victim.awaitReached();
      } else {
        Await.until("the victim has joined", () -> writer.writer().readerCount() > SURVIVORS);
        LockSupport.parkNanos(random.nextLong(MOST_RANDOM_NS));
      }
      killAndRestart(victim, policy);
    }
  }

  /** Stops a reader at a place for long, lets it go on, then kills it. */
  void stop(Place place, int visit, ReaderPolicy policy) throws Exception {
    try (Victim victim = pool.take()) {
      victim.read(pipeline, place, visit, policy, Bug.NONE);
      victim.awaitReached();
      victim.signal("STOP");
      long stoppedNs = System.nanoTime();
      awaitSurvivors();
      Await.until("all timeouts are over", () -> WriterScenario.past(stoppedNs));
      awaitSurvivors();
      victim.signal("CONT");
      victim.goOn();
      awaitSurvivors();
      killAndRestart(victim, policy);
    }
  }

  private void awaitSurvivors() {
    writer.awaitAllSlots();
    every.awaitFrames(2);
    latest.awaitFrames(2);
  }

  private void killAndRestart(Victim victim, ReaderPolicy policy) throws Exception {
    long killedNs = System.nanoTime();
    victim.kill();
    writer.awaitAllSlots();
    recovery.add("reader killed: all slots used again", killedNs);
    Await.until("the dead is gone", () -> writer.writer().readerCount() <= SURVIVORS);
    writer.atRest(() -> RegionCheck.check(pipeline, 0));
    long restartedNs = System.nanoTime();
    try (Survivor restarted = Survivor.start(pipeline.directory(), VictimReader.NAME, policy)) {
      restarted.awaitFrames(1);
      recovery.add("reader restarted: its first frame seen", restartedNs);
      restarted.awaitFrames(2);
    }
    awaitSurvivors();
  }

  @Override
  public void close() throws Exception {
    try (pipeline;
        every;
        latest) {
      every.forgetEnds();
      latest.forgetEnds();
      writer.close();
      every.awaitEnd(ReaderState.ENDED);
      latest.awaitEnd(ReaderState.ENDED);
      assertEquals(List.of(), pipeline.files(), "after the end");
    }
  }
}
