package dev.zoetrope.pipeline;

import dev.zoetrope.ffmpeg.command.NearNames;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks single values of a file.
 *
 * @param problems takes what is wrong with them
 */
record Values(Problems problems) {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,9})?");
  private static final double MOST_SECONDS = 86_400;

  private static final int LEAST_SLOTS = 2;
  private static final int MOST_SLOTS = 64;

  /** Numbers of slots that a stream may have. */
  static final String SLOTS = LEAST_SLOTS + " to " + MOST_SLOTS;

  /** A yes or no; no when it is not there. */
  boolean flag(Text text, String what) {
    return text != null && oneOf(text, what, List.of("true", "false")).equals("true");
  }

  /** One of a few words; the value as it is. */
  String oneOf(Text text, String what, List<String> allowed) {
    if (!allowed.contains(text.value())) {
      String near = NearNames.suggestion(text.value(), allowed);
      problems.usage(
          text.place(),
          what
              + " is '"
              + text.value()
              + "'"
              + (near.isEmpty() ? "; allowed: " + String.join(", ", allowed) : near));
    }
    return text.value();
  }

  /** A number of slots. */
  void slots(Text text, String what) {
    if (!areSlots(text.value())) {
      problems.usage(text.place(), what + " is '" + text.value() + "'; allowed: " + SLOTS);
    }
  }

  /** Whether a stream may have so many slots. */
  static boolean areSlots(String value) {
    return value.matches("[0-9]{1,3}")
        && Integer.parseInt(value) >= LEAST_SLOTS
        && Integer.parseInt(value) <= MOST_SLOTS;
  }

  /** A time in seconds. */
  void seconds(Text text, String what) {
    boolean fits =
        SECONDS.matcher(text.value()).matches()
            && Double.parseDouble(text.value()) > 0
            && Double.parseDouble(text.value()) <= MOST_SECONDS;
    if (!fits) {
      problems.usage(
          text.place(),
          what + " is '" + text.value() + "'; allowed: seconds up to a day, such as 10 or 0.5");
    }
  }
}
