package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * A graph of libavfilter with one output and at most one input.
 *
 * <p>Frames of another size or format than the graph was made for want another graph: drain this
 * one, close it, make the next. Not thread-safe.
 */
public final class FilterGraph implements AutoCloseable {
  private final AVFilterGraph graph;
  private final AVFilterContext input;
  private final AVFilterContext output;
  private AVRational timeBase;
  private boolean ended;

  FilterGraph(AVFilterGraph graph, AVFilterContext input, AVFilterContext output) {
    this.graph = graph;
    this.input = input;
    this.output = output;
  }

  /**
   * A graph that makes its frames itself.
   *
   * @param description such as {@code testsrc2=size=1280x720:rate=30} or {@code sine=frequency=440}
   * @return the graph
   * @throws FfmpegException naming the description, for one that FFmpeg does not take
   */
  public static FilterGraph source(String description) throws FfmpegException {
    return FilterGraphs.source(description);
  }

  /**
   * A graph with one input.
   *
   * @param first a frame as they will come: its format, size, colours, rate and layout count
   * @param timeBase of the frames that will come
   * @param frameRate nominal, 0/1 when unknown or for audio
   * @param filters such as {@code scale=640:360,format=yuv420p}; empty passes frames through
   * @return the graph
   * @throws FfmpegException naming the filters, for such that FFmpeg does not take
   */
  public static FilterGraph of(
      AVFrame first, AVRational timeBase, AVRational frameRate, String filters)
      throws FfmpegException {
    return FilterGraphs.of(first, timeBase, frameRate, filters);
  }

  /**
   * Gives a frame to the graph, which takes over its reference: the frame is empty afterwards, and
   * still to be freed by the caller. A graph that wants no more, as after {@code trim}, lets it go.
   *
   * @param frame null says that no more will come
   * @throws FfmpegException when a filter fails
   */
  public void send(AVFrame frame) throws FfmpegException {
    FilterGraphs.send(input, frame);
  }

  /**
   * Says that no more frames will come, and when the last one ends.
   *
   * @param endPts in the time base of the input, or {@code AV_NOPTS_VALUE}
   * @throws FfmpegException when a filter fails
   */
  public void finish(long endPts) throws FfmpegException {
    FfmpegException.check(av_buffersrc_close(input, endPts, 0), "filter graph");
  }

  /**
   * Takes a frame from the graph.
   *
   * @param out empty; filled, with its time base set
   * @return false when there is none, yet or, see {@link #isEnded}, ever
   * @throws FfmpegException when a filter fails
   */
  public boolean receive(AVFrame out) throws FfmpegException {
    int code = av_buffersink_get_frame(output, out);
    if (code == AVERROR_EOF()) {
      ended = true;
      return false;
    }
    if (code == AVERROR_EAGAIN()) {
      return false;
    }
    FfmpegException.check(code, "filter graph");
    AVRational base = timeBase();
    out.time_base().num(base.num()).den(base.den());
    return true;
  }

  /** Whether the last frame was received. */
  public boolean isEnded() {
    return ended;
  }

  /** Makes every audio frame but the last have this many samples. */
  public void setFrameSize(int samples) {
    av_buffersink_set_frame_size(output, samples);
  }

  /** Whether the output is video, else it is audio. */
  public boolean isVideo() {
    return av_buffersink_get_type(output) == AVMEDIA_TYPE_VIDEO;
  }

  /** Pixel or sample format of the output, FFmpeg's number. */
  public int format() {
    return av_buffersink_get_format(output);
  }

  /** Width of the output, pixels. */
  public int width() {
    return av_buffersink_get_w(output);
  }

  /** Height of the output, pixels. */
  public int height() {
    return av_buffersink_get_h(output);
  }

  /** Sample aspect ratio of the output. */
  public AVRational sampleAspectRatio() {
    return av_buffersink_get_sample_aspect_ratio(output);
  }

  /** Time base of the output's frames, seconds. */
  public AVRational timeBase() {
    if (timeBase == null) {
      timeBase = av_buffersink_get_time_base(output);
    }
    return timeBase;
  }

  /** Nominal frame rate of the output; 0/1 or 1/0 when unknown. */
  public AVRational frameRate() {
    return av_buffersink_get_frame_rate(output);
  }

  /** Samples a second of the output. */
  public int sampleRate() {
    return av_buffersink_get_sample_rate(output);
  }

  /** Channels of the output. */
  public int channels() {
    return av_buffersink_get_channels(output);
  }

  /** Name of the output's channel layout, such as {@code stereo}. */
  public String channelLayout() {
    try (AVChannelLayout layout = new AVChannelLayout()) {
      av_buffersink_get_ch_layout(output, layout);
      String name = ChannelLayouts.name(layout);
      av_channel_layout_uninit(layout);
      return name;
    }
  }

  @Override
  public void close() {
    avfilter_graph_free(graph);
  }
}
