package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final long MS = 1_000_000L;
  private static final long LONGEST_MS = PressurePolicy.LONGEST_CATCH_UP_NS / MS;

  private final CatchUp catchUp = new CatchUp();

  @Test
  void isNotGoingOnBeforeSomebodyWaits() {
    assertFalse(catchUp.isGoingOn(0));
    assertTrue(catchUp.waits(5 * MS));
    assertTrue(catchUp.isGoingOn(1_005 * MS));
    assertFalse(catchUp.isGoingOn(1_006 * MS));
  }

  @Test
  void isOverAfterTheLongestTimeThoughClaimsStillWait() {
    for (long ms = 0; ms <= LONGEST_MS; ms += 50) {
      assertTrue(catchUp.waits(ms * MS));
    }
    for (long ms = LONGEST_MS + 50; ms < 3 * LONGEST_MS; ms += 900) {
      assertFalse(catchUp.waits(ms * MS));
      assertFalse(catchUp.isGoingOn(ms * MS));
    }
  }

  @Test
  void beginsAnewOnceNoClaimHadToWait() {
    for (long ms = 0; ms <= 2 * LONGEST_MS; ms += 50) {
      boolean waits = catchUp.waits(ms * MS);
      assertTrue(waits == (ms <= LONGEST_MS), () -> "waits: " + waits);
    }
    long calm = 2 * LONGEST_MS + 1_001;
    for (long ms = calm; ms <= calm + LONGEST_MS; ms += 50) {
      assertTrue(catchUp.waits(ms * MS));
    }
    assertFalse(catchUp.waits((calm + LONGEST_MS + 50) * MS));
  }
}
