package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InputOptionsTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final long HOUR_NS = 3600 * SECOND_NS;

  private static long effectiveNs(long inputNs, long startUs, long durationUs, int loops) {
    return new InputOptions(null, startUs, durationUs, loops, 0, Direct.AUTO, 1, Map.of())
        .effectiveNs(inputNs);
  }

  @Test
  void aLengthIsThatOfAllLoopsFromTheStartToTheEndAskedFor() {
    long none = MediaTime.NONE;
    assertEquals(10 * SECOND_NS, effectiveNs(10 * SECOND_NS, none, none, 0));
    assertEquals(28 * SECOND_NS, effectiveNs(10 * SECOND_NS, 2_000_000, none, 2));
    assertEquals(5 * SECOND_NS, effectiveNs(10 * SECOND_NS, 2_000_000, 5_000_000, 2));
    assertEquals(5 * SECOND_NS, effectiveNs(-1, none, 5_000_000, 0));
    assertEquals(-1, effectiveNs(10 * SECOND_NS, none, none, -1));
  }

  @Test
  void lengthsThatNoNumberHoldsAreUnknown() {
    long none = MediaTime.NONE;
    long centuriesUs = 10_000_000_000L * 1_000_000;
    assertEquals(-1, effectiveNs(-1, none, centuriesUs, 0));
    assertEquals(HOUR_NS, effectiveNs(HOUR_NS, none, centuriesUs, 0));
    assertEquals(0, effectiveNs(HOUR_NS, centuriesUs, none, 0));
    assertEquals(-1, effectiveNs(3 * HOUR_NS, none, none, 1_000_000));
  }
}
