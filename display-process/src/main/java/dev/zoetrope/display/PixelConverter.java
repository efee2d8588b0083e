package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.Cropping;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.ffmpeg.SlotFrame;
import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Converts pictures by libswscale, straight out of their slots. Keeps one filter graph for as long
 * as pictures stay alike. Not thread-safe.
 */
final class PixelConverter implements AutoCloseable {
  private record Key(String filters, int format, int width, int height, int range, int matrix) {}

  private final AVFrame output = av_frame_alloc();
  private FilterGraph graph;
  private Key key;

  /**
   * Converts the visible picture of a lease, and closes the lease.
   *
   * @param lease the frame
   * @param filters such as {@code format=yuv420p}; one picture in must give one out
   * @return valid until the next call
   * @throws IOException when FFmpeg does not know the format or cannot convert it
   */
  AVFrame convert(FrameLease lease, String filters) throws IOException {
    AVFrame whole = SlotFrame.wrap(lease);
    AVFrame input = null;
    try {
      input = Cropping.visible(whole);
      av_frame_unref(whole);
      open(input, filters);
      graph.send(input);
      av_frame_unref(output);
      if (!graph.receive(output)) {
        throw new IOException("filters '" + filters + "' gave no picture");
      }
      return output;
    } finally {
      av_frame_free(whole);
      if (input != null) {
        av_frame_free(input);
      }
    }
  }

  private void open(AVFrame input, String filters) throws IOException {
    Key wanted =
        new Key(
            filters,
            input.format(),
            input.width(),
            input.height(),
            input.color_range(),
            input.colorspace());
    if (!wanted.equals(key)) {
      closeGraph();
      try (AVRational unknown = new AVRational()) {
        unknown.num(0).den(1);
        graph = FilterGraph.of(input, input.time_base(), unknown, filters);
      }
      key = wanted;
    }
  }

  /**
   * The format of textures that keeps most of a picture: 4:2:0 for subsampled colour, grey for
   * grey, else RGB, with alpha where there is some.
   *
   * @param format FFmpeg's name of a pixel format
   * @param matrix matrix coefficients, ITU-T H.273
   * @return FFmpeg's name of a format that {@link TextureFormat} has
   */
  static String textureFormat(String format, int matrix) {
    int number = av_get_pix_fmt(format);
    AVPixFmtDescriptor about = av_pix_fmt_desc_get(number);
    if (about == null) {
      return "bgr0";
    }
    if ((about.flags() & (AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_PAL)) != 0) {
      return "bgra";
    }
    if (about.nb_components() == 1) {
      return "gray";
    }
    boolean subsampled = about.log2_chroma_w() + about.log2_chroma_h() > 0;
    boolean rgb = (about.flags() & AV_PIX_FMT_FLAG_RGB) != 0;
    return subsampled && !rgb && TextureColors.knows(matrix) ? "yuv420p" : "bgr0";
  }

  private void closeGraph() {
    if (graph != null) {
      graph.close();
      graph = null;
      key = null;
    }
  }

  @Override
  public void close() {
    closeGraph();
    av_frame_free(output);
  }
}
