package dev.zoetrope.ffmpeg.command;

import java.util.Map;

/**
 * Options without a value that users of ffmpeg type, often by habit, and that there are none of
 * here. They would be taken for an option of a codec, whose value is the next word.
 */
public final class ForeignFlags {
  private static final String LEAVE_OUT = "leave it out";

  private static final Map<String, String> ADVICE =
      Map.of(
          "-sn", "subtitles are never taken, so " + LEAVE_OUT,
          "-dn", "data streams are never taken, so " + LEAVE_OUT,
          "-n", "no file is overwritten without -y, so " + LEAVE_OUT,
          "-shortest", "each stream is written to its end; say -t to end sooner",
          "-copyts", LEAVE_OUT,
          "-hide_banner", "there is no banner, so " + LEAVE_OUT,
          "-nostdin", LEAVE_OUT,
          "-stats", "a terminal shows them anyway, so " + LEAVE_OUT,
          "-nostats", "say --quiet");

  private ForeignFlags() {}

  /**
   * Says what to do instead.
   *
   * @param argument any word of a command line
   * @return null for what is no such flag
   */
  public static String advice(String argument) {
    String advice = ADVICE.get(argument);
    return advice == null ? null : "there is none here; " + advice;
  }

  /**
   * Refuses a flag of ffmpeg's.
   *
   * @param argument any word of a command line
   * @throws IllegalArgumentException with what to do instead, if it is one
   */
  public static void refuse(String argument) {
    String advice = advice(argument);
    if (advice != null) {
      throw new IllegalArgumentException("option '" + argument + "': " + advice);
    }
  }
}
