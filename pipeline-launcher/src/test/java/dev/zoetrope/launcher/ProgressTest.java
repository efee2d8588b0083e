package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void knownLengthHasBarAndRemainingTime() {
    assertEquals(
        " 50% [#####.....] 00:00:05.0  frame 150  60 fps  2.00x  eta 0:03",
        new Progress(150, 5 * SECOND, 10 * SECOND, 0, 5 * SECOND / 2).line());
  }

  @Test
  void unknownLengthHasNeither() {
    assertEquals(
        "00:01:05.0  frame 1625  25 fps  1.00x  drop 7",
        new Progress(1625, 65 * SECOND, 0, 7, 65 * SECOND).line());
  }

  @Test
  void soundAloneHasNoFrames() {
    assertEquals("00:00:03.0  30.0x", new Progress(-1, 3 * SECOND, 0, 0, SECOND / 10).line());
  }

  @Test
  void nothingYetIsNoDivisionByZero() {
    assertEquals(
        "  0% [..........] 00:00:00.0  frame 1  0 fps  0.00x",
        new Progress(1, 0, SECOND, 0, 0).line());
  }

  @Test
  void moreThanExpectedIsAllOfIt() {
    assertEquals(
        "100% [##########] 00:00:02.0  frame 50  25 fps  1.00x",
        new Progress(50, 2 * SECOND, SECOND, 0, 2 * SECOND).line());
  }

  @Test
  void fitsEightyColumns() {
    String line = new Progress(100_000, 4_000 * SECOND, 9_000 * SECOND, 0, 3_600 * SECOND).line();

    assertTrue(line.length() < 80, line);
  }
}
