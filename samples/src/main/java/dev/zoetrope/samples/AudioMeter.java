package dev.zoetrope.samples;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import dev.zoetrope.ffmpeg.command.StageRunner;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stage.StageContext;
import dev.zoetrope.stage.UsageException;
import java.io.PrintStream;
import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * A stage that only watches, sound this time: loudness by EBU R128, as a line of JSON a second.
 * Momentary is over 0.4 s and short-term over 3 s, both in LUFS; integrated, in LUFS, and range, in
 * LU, are over all so far.
 *
 * <pre>
 * ./zoetrope stage dev.zoetrope.samples.AudioMeter -i audio
 * {"pts_ms": 1000, "momentary": -21.1, "short_term": -23.4, "integrated": -21.1, "range": 0.0}
 * </pre>
 *
 * <p>The measuring is done by FFmpeg's filter {@code ebur128}. Arguments: {@code interval}, seconds
 * between lines.
 */
public final class AudioMeter extends FilteredStage {
  private PrintStream lines;
  private double interval;
  private double next;

  /** Runs the stage as a program of its own. */
  public static void main(String[] arguments) {
    System.exit(StageRunner.run(AudioMeter::new, arguments));
  }

  @Override
  public void open(StageContext context) {
    if (context.input().kind() != StreamKind.AUDIO) {
      throw new UsageException(
          "stream '" + context.input().name() + "' has no sound; name an audio stream with -i");
    }
    lines = context.out();
    interval = context.arguments().number("interval", 1);
    next = interval;
  }

  @Override
  String filters(FrameHeader header) {
    return "ebur128=metadata=1:framelog=quiet";
  }

  @Override
  void onFiltered(AVFrame frame) {
    double end =
        frame.pts() == AV_NOPTS_VALUE
            ? 0
            : (double) (frame.pts() + frame.duration())
                * frame.time_base().num()
                / frame.time_base().den();
    if (end >= next) {
      next = (Math.floor(end / interval) + 1) * interval;
      lines.printf(
          Locale.ROOT,
          "{\"pts_ms\": %d, \"momentary\": %s, \"short_term\": %s, \"integrated\": %s, \"range\": %s}%n",
          Math.round(end * 1000),
          measured(frame, "M"),
          measured(frame, "S"),
          measured(frame, "I"),
          measured(frame, "LRA"));
      lines.flush();
    }
  }

  /** One decimal; null where nothing is measured yet. */
  private static String measured(AVFrame frame, String key) {
    AVDictionaryEntry entry = av_dict_get(frame.metadata(), "lavfi.r128." + key, null, 0);
    double value =
        entry == null || entry.isNull()
            ? Double.NaN
            : Double.parseDouble(entry.value().getString());
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "null";
  }
}
