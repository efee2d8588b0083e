package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StuckWatchTest {
  private static final long SECOND = 1_000_000_000L;
  private final StuckWatch watch = StuckWatch.start(30 * SECOND, 5, Duration.ZERO, 0);

  @Test
  void neitherFramesNorWorkIsStuck() {
    StuckWatch later = watch.look(5, Duration.ofMillis(500), 31 * SECOND);

    assertTrue(later.isSlow(31 * SECOND));
    assertTrue(later.isStuck(31 * SECOND));
  }

  @Test
  void halfOfTheGraceIsSlowOnly() {
    StuckWatch later = watch.look(5, Duration.ZERO, 16 * SECOND);

    assertTrue(later.isSlow(16 * SECOND));
    assertFalse(later.isStuck(16 * SECOND));
  }

  @Test
  void framesAreProgress() {
    assertFalse(watch.look(6, Duration.ZERO, 31 * SECOND).isSlow(31 * SECOND));
  }

  @Test
  void workIsProgress() {
    assertFalse(watch.look(5, Duration.ofSeconds(2), 31 * SECOND).isSlow(31 * SECOND));
  }
}
