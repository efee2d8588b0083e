package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What kind of pipeline one simulation is of, and what befalls it. All of it is drawn, so that some
 * are calm and others are not.
 *
 * @param slots slots of the first epoch
 * @param pressure of each writer
 * @param stallTimeoutNs of each writer
 * @param readers policy of each reader
 * @param producers threads that claim
 * @param maxOpenClaims claims that one of them keeps open
 * @param paceNs longest time between two operations of a writer
 * @param workNs longest time that a reader works on a frame
 * @param stepNs longest time of a step
 * @param stickiness how probable it is that a task goes on though others could
 * @param loss how probable it is that a doorbell is lost
 * @param maxDelayNs longest way of a byte
 * @param rivals writers that want the stream at the same time as the first
 * @param crashes processes that die
 * @param pauses how probable a short pause is after a step
 * @param stalls how probable it is that a reader goes to sleep, for longer than the stall timeout
 *     perhaps, after it has taken a frame
 * @param longPauses how probable one is that may pass the stall timeout
 * @param kept slots that a writer keeps to itself
 */
record SimulationPlan(
    int slots,
    PressurePolicy pressure,
    long stallTimeoutNs,
    List<ReaderPolicy> readers,
    int producers,
    int maxOpenClaims,
    long paceNs,
    long workNs,
    long stepNs,
    double stickiness,
    double loss,
    long maxDelayNs,
    int rivals,
    int crashes,
    double pauses,
    double stalls,
    double longPauses,
    int kept) {
  private static final long MS = 1_000_000L;
  private static final int NAP_SLOTS = 8;
  private static final List<ReaderPolicy> READER_POLICIES = List.of(ReaderPolicy.values());
  private static final List<PressurePolicy> PRESSURE_POLICIES =
      List.of(PressurePolicy.WAIT, PressurePolicy.DROP);

  static SimulationPlan draw(SplittableRandom random) {
    List<ReaderPolicy> readers = new ArrayList<>();
    for (int count = 1 + random.nextInt(5); count > 0; count--) {
      readers.add(oneOf(random, READER_POLICIES));
    }
    int fewSlots = 2 + random.nextInt(5);
    PressurePolicy drawn = oneOf(random, PRESSURE_POLICIES);
    int stallTimeoutMs = 300 + random.nextInt(700);
    boolean naps = naps(stallTimeoutMs);
    boolean writerNaps = stallTimeoutMs % 4 == 1;
    int slots = naps ? fewSlots + NAP_SLOTS : fewSlots;
    PressurePolicy pressure = pressure(drawn, stallTimeoutMs);
    return new SimulationPlan(
        slots,
        pressure,
        stallTimeoutMs * MS,
        List.copyOf(readers),
        random.nextInt(4) == 0 ? 2 : 1,
        1 + random.nextInt(3),
        naps ? (writerNaps ? 1 : MS) : oneOf(random, 1, 100_000, 10 * MS, 40 * MS),
        naps ? (writerNaps ? MS : 1) : oneOf(random, 1, 100_000, 10 * MS, 40 * MS),
        oneOf(random, 100, 1_000, 10_000, 100_000),
        oneOf(random, 0, 0, 500, 900) / 1000.0,
        oneOf(random, 0, 100, 500, 1000) / 1000.0,
        oneOf(random, 0, 10_000, 500_000, 20 * MS),
        random.nextInt(4) == 0 ? 1 : 0,
        (int) oneOf(random, 0, 2, 4, 8),
        oneOf(random, 0, 1, 5, 20) / 1000.0,
        oneOf(random, 0, 2, 5, 20) / 1000.0,
        oneOf(random, 0, 0, 1, 3) / 10_000.0,
        kept(stallTimeoutMs));
  }

  /**
   * Whether the pipeline is a long queue of short frames, in which a side that is far ahead naps;
   * not drawn, so that seeds that failed once still do the same elsewhere.
   */
  private static boolean naps(int stallTimeoutMs) {
    return stallTimeoutMs % 6 == 1;
  }

  /** To catch up is not drawn, for the same reason. */
  private static PressurePolicy pressure(PressurePolicy drawn, int stallTimeoutMs) {
    if (naps(stallTimeoutMs)) {
      return PressurePolicy.WAIT;
    }
    boolean catchesUp = drawn == PressurePolicy.DROP && stallTimeoutMs % 5 == 1;
    return catchesUp ? PressurePolicy.CATCH_UP : drawn;
  }

  /** Whether readers may nap. */
  boolean naps() {
    return slots > NAP_SLOTS;
  }

  /** Not drawn, so that seeds that failed once still do the same where nothing is kept. */
  private static int kept(int stallTimeoutMs) {
    return Math.max(0, stallTimeoutMs % 7 - 3);
  }

  /**
   * Each reader may be in the way once for each slot, to take and to release it, and then stalls.
   */
  long claimBoundNs() {
    return pressure == PressurePolicy.DROP
        ? 2_000 * MS
        : (2L * (slots + kept) * readers.size() + 4) * (stallTimeoutNs + 100 * MS);
  }

  /** A writer that is paused answers late. */
  long connectBoundNs() {
    return 8_000 * MS + 4 * stallTimeoutNs;
  }

  /** Whether a step is long enough for a reader to spin without taking millions of them. */
  boolean spins() {
    return stepNs >= 10_000;
  }

  private static <T> T oneOf(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private static long oneOf(SplittableRandom random, long... values) {
    return values[random.nextInt(values.length)];
  }
}
