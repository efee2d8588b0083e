package dev.zoetrope.pipeline;

import java.util.ArrayList;
import java.util.List;

/** The keys of a pipeline file; {@code docs/pipeline.schema.json} has the same ones. */
final class Keys {
  static final String CAPTURE = "capture";
  static final String STAGES = "stages";
  static final String ENCODE = "encode";
  static final String DISPLAY = "display";

  private static final List<String> PROCESS = List.of("env", "java-options");

  /** Of the file. */
  static final List<String> FILE =
      List.of("pipeline", "overwrite", CAPTURE, STAGES, ENCODE, DISPLAY);

  /** Options of capture that are not ffmpeg's. */
  static final List<String> CAPTURE_SETTINGS =
      List.of(
          "pace", "timeout", "slots", "audio-slots", "direct", "stall-timeout", "await-timeout");

  /** Options of encode that are not ffmpeg's. */
  static final List<String> ENCODE_SETTINGS = List.of("connect-timeout");

  /** Options of display that are not ffmpeg's. */
  static final List<String> DISPLAY_SETTINGS = List.of("on-close", "screenshot", "wait");

  /** Options of stages in between. */
  static final List<String> STAGE_SETTINGS =
      List.of("pace", "slots", "stall-timeout", "connect-timeout", "await-timeout");

  /** Of a capture. */
  static final List<String> OF_CAPTURE =
      join(List.of("input", "streams", "options"), CAPTURE_SETTINGS, PROCESS);

  /** What a stage is; each stage has one of them. */
  static final List<String> STAGE_WORK = List.of("filter", "class", "command");

  /** Of a stage. */
  static final List<String> OF_STAGE =
      join(STAGE_WORK, List.of("in", "out", "class-path", "options"), STAGE_SETTINGS, PROCESS);

  /** Of an encoder. */
  static final List<String> OF_ENCODE =
      join(List.of("output", "in", "options"), ENCODE_SETTINGS, PROCESS);

  /** Of a display. */
  static final List<String> OF_DISPLAY =
      join(List.of("mode", "in", "options"), DISPLAY_SETTINGS, PROCESS);

  /** Of an entry of {@code in}. */
  static final List<String> OF_READ = List.of("stream", "policy");

  private Keys() {}

  @SafeVarargs
  private static List<String> join(List<String>... lists) {
    List<String> all = new ArrayList<>();
    for (List<String> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }
}
