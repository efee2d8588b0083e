package dev.zoetrope.encoder;

import dev.zoetrope.layout.StreamKind;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;

/**
 * Muxer, encoders and their options, chosen and checked before anything runs.
 *
 * @param options as asked
 * @param target where it goes
 * @param muxer FFmpeg's
 * @param video encoder of pictures; null to leave them out
 * @param audio encoder of sound; null to leave it out
 * @param routing options by whom they are for
 */
record OutputPlan(
    OutputOptions options,
    Target target,
    AVOutputFormat muxer,
    EncoderChoice video,
    EncoderChoice audio,
    OptionRouting routing) {
  private static final int DEFAULT_START_NUMBER = 1;

  /**
   * Chooses and checks.
   *
   * @param options as asked
   * @return the plan
   * @throws OutputException for what cannot be; nothing was touched
   */
  static OutputPlan of(OutputOptions options) throws OutputException {
    Target target = Target.of(options.target());
    AVOutputFormat muxer = Muxers.choose(target, options.format());
    if (writesFiles(muxer)) {
      target.check(options.overwrite(), startNumber(options));
    }
    EncoderChoice video =
        options.video().off()
            ? null
            : EncoderChoice.choose(StreamKind.VIDEO, options.video().codec(), muxer, target);
    if (video != null) {
      VideoConverter.check(options.video(), video);
    }
    EncoderChoice audio =
        options.audio().off()
            ? null
            : EncoderChoice.choose(StreamKind.AUDIO, options.audio().codec(), muxer, target);
    List<ExtraOption> extra = new ArrayList<>();
    for (ExtraOption option : options.extra()) {
      extra.addAll(QualityOption.translate(option));
    }
    OptionRouting routing = OptionRouting.of(extra, muxer, target, video, audio);
    return new OutputPlan(options, target, muxer, video, audio, routing);
  }

  private static boolean writesFiles(AVOutputFormat muxer) {
    return !Muxers.name(muxer).equals("null");
  }

  private static int startNumber(OutputOptions options) {
    for (ExtraOption option : options.extra()) {
      if (option.key().equals("start_number") && option.value().matches("[0-9]{1,9}")) {
        return Integer.parseInt(option.value());
      }
    }
    return DEFAULT_START_NUMBER;
  }

  /** Encoder for streams of a kind; null to leave them out. */
  EncoderChoice encoder(StreamKind kind) {
    return kind == StreamKind.VIDEO ? video : audio;
  }
}
