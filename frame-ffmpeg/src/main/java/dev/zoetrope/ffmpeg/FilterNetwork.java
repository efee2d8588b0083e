package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * A graph of libavfilter with any number of inputs and outputs; {@link FilterGraph} is the simple
 * case. Ends are counted as {@link GraphEnds} lists them.
 *
 * <p>Frames of another size or format than the graph was made for want another graph. Not
 * thread-safe.
 */
public final class FilterNetwork implements AutoCloseable {
  private final AVFilterGraph graph = avfilter_graph_alloc();
  private final List<AVFilterContext> sources = new ArrayList<>();
  private final List<AVFilterContext> sinks = new ArrayList<>();
  private boolean[] ended;

  /**
   * What will come to an input.
   *
   * @param like a frame as they will come, with its time base set; it need not have planes
   * @param frameRateNum nominal frame rate, numerator; 0 when unknown or for audio
   * @param frameRateDen denominator of it
   */
  public record Input(AVFrame like, int frameRateNum, int frameRateDen) {}

  private FilterNetwork() {}

  /**
   * Makes a graph.
   *
   * @param description as {@link GraphEnds#of} takes it
   * @param inputs one for each open input, in their order
   * @return the graph
   * @throws FfmpegException naming the description, for one that FFmpeg does not take, or whose
   *     filters do not fit the inputs
   */
  public static FilterNetwork of(String description, List<Input> inputs) throws FfmpegException {
    FilterNetwork network = new FilterNetwork();
    boolean made = false;
    try {
      network.build(description, inputs);
      made = true;
      return network;
    } finally {
      if (!made) {
        network.close();
      }
    }
  }

  private void build(String description, List<Input> inputs) throws FfmpegException {
    AVFilterInOut from = new AVFilterInOut(null);
    AVFilterInOut to = new AVFilterInOut(null);
    String what = "filters '" + description + "'";
    try {
      GraphEnds.parse(graph, description, from, to);
      AVFilterInOut end = from;
      for (Input input : inputs) {
        boolean video = GraphEnds.isVideo(end, true);
        AVFilterContext source = source(input, video);
        sources.add(source);
        FfmpegException.check(avfilter_link(source, 0, end.filter_ctx(), end.pad_idx()), what);
        end = end.next();
      }
      for (end = to; end != null && !end.isNull(); end = end.next()) {
        boolean video = GraphEnds.isVideo(end, false);
        AVFilterContext sink =
            FilterGraphs.add(
                graph, video ? "buffersink" : "abuffersink", "out" + sinks.size(), null);
        sinks.add(sink);
        FfmpegException.check(avfilter_link(end.filter_ctx(), end.pad_idx(), sink, 0), what);
      }
      FfmpegException.check(avfilter_graph_config(graph, null), what);
      ended = new boolean[sinks.size()];
    } finally {
      avfilter_inout_free(from);
      avfilter_inout_free(to);
    }
  }

  private AVFilterContext source(Input input, boolean video) throws FfmpegException {
    try (AVRational rate = new AVRational()) {
      rate.num(input.frameRateNum()).den(input.frameRateDen());
      return FilterGraphs.add(
          graph,
          video ? "buffer" : "abuffer",
          "in" + sources.size(),
          FilterGraphs.parameters(input.like(), input.like().time_base(), rate, video));
    }
  }

  /**
   * Gives a frame to an input, which takes over its reference: the frame is empty afterwards, and
   * still to be freed by the caller.
   *
   * @param input its number
   * @param frame in the format that the input was made for
   * @throws FfmpegException when a filter fails
   */
  public void send(int input, AVFrame frame) throws FfmpegException {
    FilterGraphs.send(sources.get(input), frame);
  }

  /**
   * Says that no more frames will come to an input, and when the last one ends.
   *
   * @param input its number
   * @param endPts in the time base of the input, or {@code AV_NOPTS_VALUE}
   * @throws FfmpegException when a filter fails
   */
  public void finish(int input, long endPts) throws FfmpegException {
    FfmpegException.check(av_buffersrc_close(sources.get(input), endPts, 0), "filter graph");
  }

  /**
   * Takes a frame from an output.
   *
   * @param output its number
   * @param out empty; filled, with its time base set
   * @return false when there is none, yet or, see {@link #isEnded}, ever
   * @throws FfmpegException when a filter fails
   */
  public boolean receive(int output, AVFrame out) throws FfmpegException {
    AVFilterContext sink = sinks.get(output);
    int code = av_buffersink_get_frame(sink, out);
    if (code == AVERROR_EOF() || code == AVERROR_EAGAIN()) {
      ended[output] |= code == AVERROR_EOF();
      return false;
    }
    FfmpegException.check(code, "filter graph");
    AVRational base = av_buffersink_get_time_base(sink);
    out.time_base().num(base.num()).den(base.den());
    return true;
  }

  /** Whether the last frame of an output was received. */
  public boolean isEnded(int output) {
    return ended[output];
  }

  /** Nominal frame rate of an output; 0/1 or 1/0 when unknown. */
  public AVRational frameRate(int output) {
    return av_buffersink_get_frame_rate(sinks.get(output));
  }

  @Override
  public void close() {
    avfilter_graph_free(graph);
  }
}
