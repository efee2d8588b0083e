package dev.zoetrope.capture;

import dev.zoetrope.layout.StreamKind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Selects streams of inputs, as {@code -map} of ffmpeg: {@code 0:v:1} the second video stream of
 * the first input, {@code 0:2} its third stream, {@code 0:a} all its audio, {@code 1} all of the
 * second input. The input may be left out where a kind is given: {@code v:0}, {@code a}.
 *
 * @param text as it was given
 * @param input index of the input
 * @param kind kind of stream, or null for any
 * @param index among those of the kind, or of all when no kind is given; -1 for all
 * @param optional whether it may select nothing ({@code ?} at the end)
 */
record StreamSpecifier(String text, int input, StreamKind kind, int index, boolean optional) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?:(\\d{1,4})(?::|(?=\\?|$)))?(?:([vVa])(?::(\\d{1,4}))?|(\\d{1,4}))?(\\?)?");

  /**
   * Reads a specifier.
   *
   * @throws IllegalArgumentException when it is none
   */
  static StreamSpecifier parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    boolean nothing = text.isEmpty() || text.startsWith("?") || text.endsWith(":");
    if (nothing || !matcher.matches()) {
      throw new IllegalArgumentException(
          "not a stream, such as 0:v, 0:v:1, 0:a:0, 0:2 or 1 (input, kind, number)");
    }
    String kind = matcher.group(2);
    String index = kind == null ? matcher.group(4) : matcher.group(3);
    return new StreamSpecifier(
        text,
        matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)),
        kind == null ? null : kind.equals("a") ? StreamKind.AUDIO : StreamKind.VIDEO,
        index == null ? -1 : Integer.parseInt(index),
        matcher.group(5) != null);
  }
}
