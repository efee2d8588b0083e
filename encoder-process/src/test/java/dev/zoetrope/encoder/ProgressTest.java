package dev.zoetrope.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ProgressTest {
  @Test
  void aFileThatWasNotWrittenIsNotCounted() {
    assertEquals("50 frames, 0:00:02.00, 9.0 kB", new Progress(50, 2, 7000).atEnd(9000));
    assertEquals("not written", new Progress(0, 0, 0).atEnd(193_900));
  }
}
