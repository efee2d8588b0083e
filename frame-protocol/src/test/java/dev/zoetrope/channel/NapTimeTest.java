package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NapTimeTest {
  private static final long US = 1000;
  private static final long START_NS = 1_000_000_000_000L;

  private final NapTime naps = new NapTime(5000 * US);

  @Test
  void isWhatSomeFramesTakeAtThePaceSinceTheLastWait() {
    naps.next(START_NS, 100, 1);
    assertEquals(2000 * US, naps.next(START_NS + 4000 * US, 104, 2));
    assertEquals(300 * US, naps.next(START_NS + 4600 * US, 106, 1));
    assertEquals(450 * US, naps.next(START_NS + 4900 * US, 107, 1.5));
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
}
