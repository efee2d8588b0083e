package dev.zoetrope.ffmpeg.command;

import static java.util.Map.entry;

import java.util.Map;

/**
 * Options without a value that users of ffmpeg type, often by habit, and that there are none of
 * here. They would be taken for an option of a codec, whose value is the next word.
 */
public final class ForeignFlags {
  private static final String LEAVE_OUT = "leave it out";

  private static final String NO_OTHERS = "only pictures and sound are taken, so " + LEAVE_OUT;

  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          entry("-sn", "subtitles are never taken, so " + LEAVE_OUT),
          entry("-dn", "data streams are never taken, so " + LEAVE_OUT),
          entry("-n", "no file is overwritten without -y, so " + LEAVE_OUT),
          entry("-shortest", "each stream is written to its end; say -t to end sooner"),
          entry("-copyts", LEAVE_OUT),
          entry("-start_at_zero", LEAVE_OUT),
          entry("-accurate_seek", "-ss is accurate always, so " + LEAVE_OUT),
          entry("-ignore_unknown", NO_OTHERS),
          entry("-copy_unknown", NO_OTHERS),
          entry("-bitexact", "say -fflags +bitexact -flags +bitexact of an output"),
          entry("-hide_banner", "there is no banner, so " + LEAVE_OUT),
          entry("-nostdin", LEAVE_OUT),
          entry("-stats", "a terminal shows them anyway, so " + LEAVE_OUT),
          entry("-nostats", "say --quiet"),
          entry("-report", "say --verbose"),
          entry("-xerror", LEAVE_OUT));

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
