package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SpreadTest {
  @Test
  void medianAndLargest() {
    Spread spread = new Spread();
    assertTrue(spread.isEmpty());
    for (int ms : new int[] {3, -40, 5, 7, 4}) {
      spread.add(ms * 1_000_000L);
    }
    assertEquals(4, spread.medianMs());
    assertEquals(-40, spread.largestMs());
    spread.add(90_000_000_000L);
    assertEquals(90_000, spread.largestMs());
  }
}
