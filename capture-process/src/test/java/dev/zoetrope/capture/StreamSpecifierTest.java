package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.zoetrope.layout.StreamKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSpecifierTest {
  @ParameterizedTest
  @CsvSource({
    "0:v:1, 0, VIDEO, 1, false",
    "1:a, 1, AUDIO, -1, false",
    "0:2, 0, , 2, false",
    "3, 3, , -1, false",
    "v:0, 0, VIDEO, 0, false",
    "a, 0, AUDIO, -1, false",
    "0:a?, 0, AUDIO, -1, true",
    "1?, 1, , -1, true",
  })
  void reads(String text, int input, StreamKind kind, int index, boolean optional) {
    assertEquals(
        new StreamSpecifier(text, input, kind, index, optional), StreamSpecifier.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "0:", "0:s", "v:", "0:v:1:2", "-1", "?", "0:v:x", "99999", "0 1"})
  void refuses(String text) {
    assertThrows(IllegalArgumentException.class, () -> StreamSpecifier.parse(text));
  }
}
