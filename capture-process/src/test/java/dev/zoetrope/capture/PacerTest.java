package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.FrameHeader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacerTest {
  private static final long HOUR_NS = 3_600_000_000_000L;

  @Test
  void maximumPaceNeverWaits() {
    Pacer pacer = new Pacer(false, System::nanoTime);
    assertTrue(pacer.await(0));
    assertTrue(pacer.await(HOUR_NS));
  }

  @Test
  void framesAreDueInRealTime() {
    AtomicLong nowNs = new AtomicLong(77);
    Pacer pacer = new Pacer(true, nowNs::get);
    assertTrue(pacer.await(5_000_000_000L), "the first frame is due at once, whatever its time");
    nowNs.addAndGet(1_000_000_000L);
    assertTrue(pacer.await(6_000_000_000L), "due now");
    assertTrue(pacer.await(5_500_000_000L), "late, so due at once");
    assertTrue(pacer.await(FrameHeader.NO_PTS), "without a time, due at once");
  }

  @Test
  void waitsOnTheClock() {
    Pacer pacer = new Pacer(true, System::nanoTime);
    long startNs = System.nanoTime();
    assertTrue(pacer.await(0));
    assertTrue(pacer.await(30_000_000L));
    assertTrue(System.nanoTime() - startNs >= 30_000_000L);
  }

  @Test
  void cancelEndsWaiting() throws Exception {
    Pacer pacer = new Pacer(true, System::nanoTime);
    assertTrue(pacer.await(0));
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> pacer.await(HOUR_NS));
    pacer.cancel();
    assertFalse(waiting.get(5, TimeUnit.SECONDS));
    assertEquals(false, pacer.await(2 * HOUR_NS));
  }
}
