package dev.zoetrope.ffmpeg.command;

import static java.util.Map.entry;

import java.util.Map;

/**
 * Options that users of ffmpeg type, often by habit, and that there are none of here. They would be
 * taken for options of a codec, and the next word for a value where they have none.
 */
public final class ForeignOptions {
  private static final String LEAVE_OUT = "leave it out";

  private static final String NO_OTHERS = "only pictures and sound are taken, so " + LEAVE_OUT;

  private static final String VERBOSITY = "say --quiet or --verbose";

  private static final String GRAPH =
      "say -vf or -af, or write a pipeline file with filter stages, see docs/PIPELINES.md";

  private static final String RATE = "frames are written as they come; say -r for a constant rate";

  private static final String ONE_PASS = "there is one pass; say -crf or -b:v";

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
          entry("-xerror", LEAVE_OUT),
          entry("-autorotate", "pictures are turned as they say, always, so " + LEAVE_OUT),
          entry("-noautorotate", "turn them with -vf, such as -vf transpose=clock"),
          entry("-stdin", LEAVE_OUT),
          entry("-benchmark", "say zoetrope bench, or time before the command"),
          entry("-psnr", "compare afterwards, with ffmpeg's filter psnr"),
          entry("-vstats", "zoetrope stat tells of a pipeline that runs"),
          entry("-progress", "zoetrope stat tells of a pipeline that runs"),
          entry("-v", VERBOSITY),
          entry("-loglevel", VERBOSITY),
          entry("-filter_complex", GRAPH),
          entry("-lavfi", GRAPH),
          entry("-sws_flags", "say -vf scale=WIDTH:HEIGHT:flags=lanczos"),
          entry("-vsync", RATE),
          entry("-fps_mode", RATE),
          entry("-frames", "say -frames:v, or -t for sound"),
          entry("-frames:a", "say -t"),
          entry("-aframes", "say -t"),
          entry("-fs", "say -t"),
          entry("-itsoffset", "say -vf setpts=PTS+1/TB or -af adelay"),
          entry("-map_metadata", "say -metadata KEY=VALUE"),
          entry("-max_muxing_queue_size", LEAVE_OUT),
          entry("-pass", ONE_PASS),
          entry("-passlogfile", ONE_PASS),
          entry("-hwaccel", "pictures are decoded by the processor, so " + LEAVE_OUT),
          entry("-vol", "say -af volume=0.5"));

  private ForeignOptions() {}

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
