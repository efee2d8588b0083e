package dev.zoetrope.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What counts as growing: a leak does, noise, a step long ago and a warm-up do not. */
class TrendTest {
  private static final int SAMPLES = 720;
  private static final double PERIOD_S = 5;
  private static final double WARM_UP_S = 900;

  private final Random random = new Random(1);

  private static SoakSeries series(SoakMetric metric, IntToDoubleFunction value) {
    SoakSeries series = new SoakSeries("encoder", metric);
    for (int i = 0; i < SAMPLES; i++) {
      series.add(i * PERIOD_S, value.applyAsDouble(i));
    }
    return series;
  }

  private double noise() {
    return random.nextGaussian();
  }

  @Test
  void aLineIsFitted() {
    Trend trend = Trend.of(new double[] {0, 10, 20, 30}, new double[] {5, 6, 7, 8});
    assertEquals(0.1, trend.perSecond(), 1e-12);
    assertEquals(360, trend.perHour(), 1e-9);
    assertEquals(3, trend.growth(), 1e-9);
    assertEquals(6.5, trend.mean(), 1e-12);
    assertEquals(0, trend.error(), 1e-12);
  }

  @Test
  void fewSamplesTellNothing() {
    assertFalse(Trend.of(new double[] {0, 1}, new double[] {0, 1000}).isGrowing(1));
    assertEquals(0, Trend.of(new double[0], new double[0]).growth());
  }

  @Test
  void aLeakOfSevenKilobytesASecondIsGrowing() {
    SoakSeries leak = series(SoakMetric.ANONYMOUS, i -> 110 + i * PERIOD_S * 0.007 + noise());
    assertTrue(leak.isGrowing(WARM_UP_S));
  }

  @Test
  void noiseIsFlat() {
    assertFalse(series(SoakMetric.ANONYMOUS, i -> 110 + noise()).isGrowing(WARM_UP_S));
    assertFalse(series(SoakMetric.LATENCY_P99, i -> 80 + 200 * noise()).isGrowing(WARM_UP_S));
  }

  @Test
  void growthDuringTheWarmUpIsFlat() {
    SoakSeries warm = series(SoakMetric.ANONYMOUS, i -> Math.min(150, 100 + i) + noise());
    assertFalse(warm.isGrowing(WARM_UP_S));
    assertTrue(warm.isGrowing(0));
  }

  @Test
  void aDescriptorForEveryTenthRestartIsGrowing() {
    assertTrue(series(SoakMetric.DESCRIPTORS, i -> 39 + i / 10).isGrowing(WARM_UP_S));
    assertFalse(series(SoakMetric.DESCRIPTORS, i -> 39 + i % 3).isGrowing(WARM_UP_S));
  }

  @Test
  void whatShrinksIsFlat() {
    assertFalse(series(SoakMetric.ANONYMOUS, i -> 200 - i * 0.1).isGrowing(WARM_UP_S));
  }
}
