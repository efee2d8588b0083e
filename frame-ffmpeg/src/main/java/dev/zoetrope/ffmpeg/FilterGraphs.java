package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avfilter.AVBufferSrcParameters;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Builds filter graphs. */
final class FilterGraphs {
  private static final String INPUT = "in";
  private static final String OUTPUT = "out";

  private FilterGraphs() {}

  static FilterGraph source(String description) throws FfmpegException {
    AVFilterGraph graph = avfilter_graph_alloc();
    AVFilterInOut inputs = new AVFilterInOut(null);
    AVFilterInOut outputs = new AVFilterInOut(null);
    boolean made = false;
    try {
      String what = "source '" + description + "'";
      FfmpegException.check(avfilter_graph_parse2(graph, description, inputs, outputs), what);
      if (!inputs.isNull() || outputs.isNull() || outputs.next() != null) {
        throw new FfmpegException(0, what + ": must have one output and no input");
      }
      boolean video = isVideoOutput(outputs);
      AVFilterContext sink = add(graph, video ? "buffersink" : "abuffersink", OUTPUT, null);
      FfmpegException.check(avfilter_link(outputs.filter_ctx(), outputs.pad_idx(), sink, 0), what);
      FfmpegException.check(avfilter_graph_config(graph, null), what);
      made = true;
      return new FilterGraph(graph, null, sink);
    } finally {
      avfilter_inout_free(inputs);
      avfilter_inout_free(outputs);
      if (!made) {
        avfilter_graph_free(graph);
      }
    }
  }

  private static boolean isVideoOutput(AVFilterInOut output) {
    return avfilter_pad_get_type(output.filter_ctx().output_pads(), output.pad_idx())
        == AVMEDIA_TYPE_VIDEO;
  }

  static FilterGraph of(AVFrame first, AVRational timeBase, AVRational frameRate, String filters)
      throws FfmpegException {
    boolean video = first.width() > 0;
    AVFilterGraph graph = avfilter_graph_alloc();
    AVFilterInOut from = avfilter_inout_alloc();
    AVFilterInOut to = avfilter_inout_alloc();
    boolean made = false;
    try {
      AVFilterContext source =
          add(
              graph,
              video ? "buffer" : "abuffer",
              INPUT,
              parameters(first, timeBase, frameRate, video));
      AVFilterContext sink = add(graph, video ? "buffersink" : "abuffersink", OUTPUT, null);
      end(from, INPUT, source);
      end(to, OUTPUT, sink);
      String chain = filters.isEmpty() ? (video ? "null" : "anull") : filters;
      String what = "filters '" + chain + "'";
      FfmpegException.check(avfilter_graph_parse_ptr(graph, chain, to, from, null), what);
      FfmpegException.check(avfilter_graph_config(graph, null), what);
      made = true;
      return new FilterGraph(graph, source, sink);
    } finally {
      avfilter_inout_free(from);
      avfilter_inout_free(to);
      if (!made) {
        avfilter_graph_free(graph);
      }
    }
  }

  /** Gives a frame to an input; one that has ended, as before {@code trim}, lets it go. */
  static void send(AVFilterContext input, AVFrame frame) throws FfmpegException {
    int code = av_buffersrc_add_frame_flags(input, frame, 0);
    if (code == AVERROR_EOF()) {
      if (frame != null) {
        av_frame_unref(frame);
      }
    } else {
      FfmpegException.check(code, "filter graph");
    }
  }

  private static void end(AVFilterInOut end, String name, AVFilterContext filter) {
    end.name(av_strdup(new org.bytedeco.javacpp.BytePointer(name)));
    end.filter_ctx(filter);
    end.pad_idx(0);
    end.next(null);
  }

  static AVBufferSrcParameters parameters(
      AVFrame first, AVRational timeBase, AVRational frameRate, boolean video) {
    AVBufferSrcParameters parameters = av_buffersrc_parameters_alloc();
    parameters.format(first.format());
    parameters.time_base().num(timeBase.num()).den(timeBase.den());
    if (video) {
      parameters.width(first.width()).height(first.height());
      AVRational aspect = first.sample_aspect_ratio();
      parameters.sample_aspect_ratio().num(aspect.num()).den(Math.max(1, aspect.den()));
      if (frameRate.num() > 0 && frameRate.den() > 0) {
        parameters.frame_rate().num(frameRate.num()).den(frameRate.den());
      }
      parameters.color_space(first.colorspace()).color_range(first.color_range());
      parameters.alpha_mode(first.alpha_mode());
    } else {
      parameters.sample_rate(first.sample_rate());
      av_channel_layout_copy(parameters.ch_layout(), first.ch_layout());
    }
    return parameters;
  }

  static AVFilterContext add(
      AVFilterGraph graph, String filter, String name, AVBufferSrcParameters parameters)
      throws FfmpegException {
    AVFilterContext context =
        avfilter_graph_alloc_filter(graph, avfilter_get_by_name(filter), name);
    if (context == null || context.isNull()) {
      throw new FfmpegException(AVERROR_ENOMEM(), "filter '" + filter + "': out of memory");
    }
    if (parameters != null) {
      int code = av_buffersrc_parameters_set(context, parameters);
      av_channel_layout_uninit(parameters.ch_layout());
      av_free(parameters);
      FfmpegException.check(code, "filter '" + filter + "'");
    }
    FfmpegException.check(
        avfilter_init_dict(context, (AVDictionary) null), "filter '" + filter + "'");
    return context;
  }
}
