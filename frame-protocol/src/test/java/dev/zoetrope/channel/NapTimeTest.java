package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NapTimeTest {
  private static final long US = 1000;
  private static final long START_NS = 1_000_000_000_000L;

  private final NapTime naps = new NapTime(5000 * US);

  @Test
  void isAtFirstWhatSomeFramesTakeAtThePaceSinceTheLastWait() {
    naps.next(START_NS, 100, 1);
    assertEquals(2000 * US, naps.next(START_NS + 4000 * US, 104, 2));
    assertEquals(300 * US, naps.next(START_NS + 4600 * US, 106, 1));
    assertEquals(450 * US, naps.next(START_NS + 4900 * US, 107, 1.5));
  }

  @Test
  void isWhatSomeFramesTakeAtThePaceOfTheLastNap() {
    naps.next(START_NS, 100, 1);
    naps.next(START_NS + 4000 * US, 104, 4);
    naps.woke(4000 * US, 8, false);
    assertEquals(2000 * US, naps.next(START_NS + 12_000 * US, 112, 4));
  }

  @Test
  void isHalfOfThatWhenTheOtherSideRanOut() {
    naps.next(START_NS, 100, 1);
    naps.next(START_NS + 4000 * US, 104, 4);
    naps.woke(4000 * US, 8, true);
    assertEquals(1000 * US, naps.next(START_NS + 12_000 * US, 112, 4));
  }

  @Test
  void isNoLongerThanTheTimeSinceTheLastWaitAllows() {
    naps.next(START_NS, 100, 1);
    naps.next(START_NS + 4000 * US, 104, 1);
    naps.woke(1000 * US, 1, false);
    assertEquals(2000 * US, naps.next(START_NS + 8000 * US, 112, 4));
  }

  @Test
  void isTriedAgainAfterSomeWaitsWithout() {
    naps.next(START_NS, 100, 1);
    naps.next(START_NS + 4000 * US, 104, 4);
    naps.woke(4000 * US, 320, true);
    assertEquals(NapTime.NONE, naps.next(START_NS + 8000 * US, 108, 8));
    assertEquals(100 * US, naps.next(START_NS + 12_000 * US, 112, 8));
  }

  @Test
  void isNoneBeforeThereIsAPace() {
    assertEquals(NapTime.NONE, naps.next(START_NS, 1, 1));
  }

  @Test
  void isNoneWhenTheLastOneBroughtNothing() {
    naps.next(START_NS, 100, 1);
    naps.next(START_NS + 1000 * US, 101, 1);
    assertEquals(NapTime.NONE, naps.next(START_NS + 2000 * US, 101, 1));
  }

  @Test
  void isNoneWhereFramesAreRareOrTooManyForAClock() {
    naps.next(START_NS, 100, 1);
    assertEquals(NapTime.NONE, naps.next(START_NS + 16_667 * US, 101, 1));
    assertEquals(NapTime.NONE, naps.next(START_NS + 16_767 * US, 111, 1));
    assertEquals(NapTime.NONE, naps.next(START_NS + 17_767 * US, 112, 0));
  }

  /** Both sides nap, for longer than they meant to, and no frame takes as long as another. */
  @ParameterizedTest
  @CsvSource({"66, 600, 16", "600, 66, 16", "400, 600, 16", "3000, 1000, 3", "1000, 3000, 3"})
  void leavesTheSlowerSideLittleTimeToWait(long writeUs, long readUs, int slots) {
    int frames = 10_000;
    long taken = new Queue(writeUs * US, readUs * US, slots).run(frames);
    long atLeast = frames * Math.max(writeUs, readUs) * US;
    assertTrue(taken < 1.1 * atLeast, (double) taken / atLeast + " times what it must take");
  }

  /** A writer and a reader in a time of their own. */
  private static final class Queue {
    private static final double JITTER = 0.9;
    private static final long LATE_NS = 1000 * US;
    private static final long NEVER = Long.MAX_VALUE;

    private final long writeNs;
    private final long readNs;
    private final int slots;
    private final SplittableRandom random = new SplittableRandom(1);
    private final NapTime writerNaps = new NapTime(100_000 * US);
    private final NapTime readerNaps = new NapTime(20_000 * US);
    private long written;
    private long taken;
    private long writerDue = START_NS;
    private long readerDue = START_NS;
    private boolean isWriting;
    private long writerNap;
    private long readerNap;
    private long takenBefore;

    Queue(long writeNs, long readNs, int slots) {
      this.writeNs = writeNs;
      this.readNs = readNs;
      this.slots = slots;
    }

    /** Returns how long it takes until the reader is done with the last frame. */
    long run(long frames) {
      while (taken < frames) {
        if (writerDue <= readerDue) {
          write(writerDue);
        } else {
          read(readerDue);
        }
      }
      return readerDue - START_NS;
    }

    private long jittered(long ns) {
      return (long) (ns * random.nextDouble(1 - JITTER, 1 + JITTER));
    }

    private long late(long ns) {
      return ns == NapTime.NONE ? ns : ns + random.nextLong(LATE_NS);
    }

    private void write(long now) {
      if (isWriting) {
        written++;
        readerDue = readerDue == NEVER ? now : readerDue;
      } else if (writerNap != NapTime.NONE) {
        writerNaps.woke(writerNap, taken - takenBefore, taken == written);
      }
      isWriting = written - taken < slots;
      writerNap = NapTime.NONE;
      if (isWriting) {
        writerDue = now + jittered(writeNs);
      } else {
        takenBefore = taken;
        writerNap = late(writerNaps.next(now, written, (written - taken) / 2.0));
        writerDue = writerNap == NapTime.NONE ? NEVER : now + writerNap;
      }
    }

    private void read(long now) {
      if (readerNap != NapTime.NONE) {
        readerNaps.woke(readerNap, written - taken, written - taken == slots);
        readerNap = NapTime.NONE;
      }
      if (written > taken) {
        taken++;
        readerDue = now + jittered(readNs);
        writerDue = writerDue == NEVER ? now : writerDue;
      } else {
        readerNap = late(readerNaps.next(now, taken, slots / 2.0));
        readerDue = readerNap == NapTime.NONE ? NEVER : now + readerNap;
      }
    }
  }
}
