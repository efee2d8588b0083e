package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final long START = 12_345L;
  private static final long MS = 1_000_000L;

  private final CatchUp catchUp = new CatchUp();

  @Test
  void waitsForReadersThatAreSlowAtFirst() {
    assertTrue(catchUp.isAwaited());
    catchUp.begin(START);
    assertFalse(catchUp.isAwaited());
    for (long at = 0; at < 5_000 * MS; at += 900 * MS) {
      assertTrue(catchUp.waits(START + at));
    }
  }

  @Test
  void isOverForGoodOnceNoClaimHadToWait() {
    catchUp.begin(START);
    assertTrue(catchUp.waits(START + 800 * MS));
    assertFalse(catchUp.waits(START + 1_801 * MS));
    assertFalse(catchUp.waits(START + 1_802 * MS));
  }

  @Test
  void isOverAfterTheLongestTimeThoughClaimsStillWait() {
    catchUp.begin(START);
    for (long at = 0; at <= PressurePolicy.LONGEST_CATCH_UP_NS; at += 50 * MS) {
      assertTrue(catchUp.waits(START + at));
    }
    assertFalse(catchUp.waits(START + PressurePolicy.LONGEST_CATCH_UP_NS + 50 * MS));
  }
}
