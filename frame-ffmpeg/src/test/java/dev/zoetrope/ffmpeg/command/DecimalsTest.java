package dev.zoetrope.ffmpeg.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers as {@code String.format} writes them. */
@Tag("once")
class DecimalsTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.004, 0.005, 0.25, 0.96, 0.995, 1.5, 9.994, 99.999, 330.25, 1e9})
  void aNumberIsRoundedAsByFormat(double value) {
    assertEquals(String.format(Locale.ROOT, "%.0f", value), Decimals.fixed(value, 0));
    assertEquals(String.format(Locale.ROOT, "%.1f", value), Decimals.fixed(value, 1));
    assertEquals(String.format(Locale.ROOT, "%.2f", value), Decimals.fixed(value, 2));
  }

  @Test
  void aWholeNumberIsFilledWithZeros() {
    assertEquals("07", Decimals.padded(7, 2));
    assertEquals("123", Decimals.padded(123, 2));
    assertEquals("0", Decimals.padded(0, 0));
  }

  @Test
  void hoursAreNotAmongMinutesAndSeconds() {
    assertEquals("00:00", Decimals.minutesAndSeconds(0));
    assertEquals("02:05", Decimals.minutesAndSeconds(125));
    assertEquals("59:59", Decimals.minutesAndSeconds(7199));
  }
}
