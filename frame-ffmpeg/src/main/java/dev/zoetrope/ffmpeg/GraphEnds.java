package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.layout.StreamKind;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;

/**
 * What a filter graph reads and writes: the ends that its description leaves open.
 *
 * @param inputs in the order of the description
 * @param outputs in the order of the description
 */
public record GraphEnds(List<End> inputs, List<End> outputs) {
  /**
   * An open end.
   *
   * @param label as in {@code [label]}, null when it has none
   * @param kind video or audio
   */
  public record End(String label, StreamKind kind) {}

  /**
   * Reads a description. Names of filters and options are checked; whether the filters fit the
   * frames that will come is not known before those do.
   *
   * @param description such as {@code scale=640:-2,hue=s=0} or {@code [a][b]hstack[both]}
   * @return its ends
   * @throws FfmpegException naming what FFmpeg does not take
   */
  public static GraphEnds of(String description) throws FfmpegException {
    AVFilterGraph graph = avfilter_graph_alloc();
    AVFilterInOut inputs = new AVFilterInOut(null);
    AVFilterInOut outputs = new AVFilterInOut(null);
    try {
      parse(graph, description, inputs, outputs);
      return new GraphEnds(list(inputs, true), list(outputs, false));
    } finally {
      avfilter_inout_free(inputs);
      avfilter_inout_free(outputs);
      avfilter_graph_free(graph);
    }
  }

  /** Adds the filters of a description to a graph. */
  static void parse(
      AVFilterGraph graph, String description, AVFilterInOut inputs, AVFilterInOut outputs)
      throws FfmpegException {
    int code = avfilter_graph_parse2(graph, description, inputs, outputs);
    String unknown = code < 0 ? FilterNames.firstUnknown(description) : null;
    if (unknown != null) {
      throw new FfmpegException(
          code, "filter '" + unknown + "': no such filter in this build of FFmpeg");
    }
    FfmpegException.check(code, "filters '" + description + "'");
  }

  private static List<End> list(AVFilterInOut first, boolean isInput) {
    List<End> ends = new ArrayList<>();
    AVFilterInOut end = first;
    while (end != null && !end.isNull()) {
      String label = end.name() == null || end.name().isNull() ? null : end.name().getString();
      ends.add(new End(label, isVideo(end, isInput) ? StreamKind.VIDEO : StreamKind.AUDIO));
      end = end.next();
    }
    return List.copyOf(ends);
  }

  static boolean isVideo(AVFilterInOut end, boolean isInput) {
    int type =
        avfilter_pad_get_type(
            isInput ? end.filter_ctx().input_pads() : end.filter_ctx().output_pads(),
            end.pad_idx());
    return type == AVMEDIA_TYPE_VIDEO;
  }
}
