package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class LatencyTest {
  private static final long MS = 1_000_000;

  @Test
  void theStepsAddUpToTheWhole() {
    Latency latency = new Latency();
    assertTrue(latency.isEmpty());
    PictureInfo picture = new PictureInfo("gray", 2, 2, 0, 0, 1, 0, false, 0, 2, 0, 0, 0);
    for (int i = 0; i < 100; i++) {
      PictureQueue.Entry entry = new PictureQueue.Entry(0, picture, 12 * MS, 15 * MS);
      latency.add(10 * MS, entry, 19 * MS, (i == 0 ? 99 : 20) * MS);
    }
    assertEquals(10, latency.medianMs());
    assertEquals(
        "latency in ms, p50/p99: all 10.0/89.0, until taken 2.0/2.0, upload 3.0/3.0, wait for its"
            + " time 4.0/4.0, present 1.0/80.0",
        latency.steps());
  }
}
