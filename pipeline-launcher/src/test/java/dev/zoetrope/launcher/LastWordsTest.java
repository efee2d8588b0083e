package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LastWordsTest {
  private static final long LONG_NS = 3_000_000_000L;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final LastWords words =
      new LastWords(
          "encoder",
          new Console(
              "zoetrope run",
              new PrintStream(said, true, StandardCharsets.UTF_8),
              false,
              Console.Loudness.NORMAL));

  @Test
  void aReasonIsHeldBackForTheEnd() {
    words.said("zoetrope encode: codec 'nope': unknown");
    words.releaseAged(System.nanoTime());

    assertEquals("codec 'nope': unknown", words.takeReason());
    assertEquals("", said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aReasonIsToldOnceHoweverLongTheEndTakes() {
    words.said("zoetrope encode: codec 'nope': unknown");
    words.releaseAged(System.nanoTime() + LONG_NS);

    assertNull(words.takeReason());
    assertEquals("", words.last());
    assertEquals(
        "zoetrope run: encoder: codec 'nope': unknown\n", said.toString(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsSaidAfterwardsIsTheLastWord() {
    words.said("zoetrope encode: waiting for capture");
    words.releaseAged(System.nanoTime() + LONG_NS);
    words.said("Killed");

    assertEquals("Killed", words.last());
  }
}
