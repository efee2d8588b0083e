package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.FF_QP2LAMBDA;

import java.util.List;

/** The option {@code -q} of FFmpeg's program, which its libraries know under other names. */
final class QualityOption {
  private QualityOption() {}

  /** The option itself, or what it stands for. */
  static List<ExtraOption> translate(ExtraOption option) {
    if (!option.key().equals("q") && !option.key().equals("qscale")) {
      return List.of(option);
    }
    try {
      double scaled = Double.parseDouble(option.value()) * FF_QP2LAMBDA;
      return List.of(
          new ExtraOption("flags", option.kind(), "+qscale"),
          new ExtraOption("global_quality", option.kind(), Long.toString(Math.round(scaled))));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "option '" + option.written() + "': '" + option.value() + "' is no number", e);
    }
  }
}
