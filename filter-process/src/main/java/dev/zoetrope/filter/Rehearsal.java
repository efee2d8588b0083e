package dev.zoetrope.filter;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.FilterNetwork;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stage.StreamInfo;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Builds a graph once for frames that might come, to learn at which rate its outputs would run. An
 * output has to say so before the first frame does come; for the rate it hardly ever matters how
 * that looks.
 */
final class Rehearsal {
  private static final int WIDTH = 1920;
  private static final int HEIGHT = 1080;
  private static final int SAMPLE_RATE = 48000;
  private static final int TICKS = 90000;

  private Rehearsal() {}

  /**
   * Nominal frame rates.
   *
   * @param description of the graph
   * @param inputs what is known of them, in the order of its ends
   * @param outputs how many it has
   * @return numerator and denominator for each output, 0/1 when unknown; null when the graph does
   *     not take the frames of the rehearsal
   */
  static List<int[]> frameRates(String description, List<StreamInfo> inputs, int outputs) {
    List<AVFrame> frames = inputs.stream().map(Rehearsal::frame).toList();
    List<FilterNetwork.Input> ends = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      StreamInfo info = inputs.get(i);
      ends.add(new FilterNetwork.Input(frames.get(i), info.frameRateNum(), info.frameRateDen()));
    }
    try (FilterNetwork network = FilterNetwork.of(description, ends)) {
      List<int[]> rates = new ArrayList<>();
      for (int output = 0; output < outputs; output++) {
        AVRational rate = network.frameRate(output);
        boolean isKnown = rate.num() > 0 && rate.den() > 0;
        rates.add(isKnown ? new int[] {rate.num(), rate.den()} : new int[] {0, 1});
      }
      return rates;
    } catch (FfmpegException e) {
      return null;
    } finally {
      frames.forEach(frame -> av_frame_free(frame));
    }
  }

  private static AVFrame frame(StreamInfo info) {
    AVFrame frame = av_frame_alloc();
    frame.time_base().num(1).den(TICKS);
    if (info.kind() == StreamKind.VIDEO) {
      frame.format(AV_PIX_FMT_YUV420P).width(WIDTH).height(HEIGHT);
      frame.sample_aspect_ratio().num(1).den(1);
    } else {
      frame.format(AV_SAMPLE_FMT_FLTP).sample_rate(SAMPLE_RATE);
      av_channel_layout_default(frame.ch_layout(), 2);
    }
    return frame;
  }
}
