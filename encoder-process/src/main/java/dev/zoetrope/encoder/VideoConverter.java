package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Converts pictures where the encoder lacks their format, where the user asks for another, and
 * where they change in the middle of the stream: to what the first one became, as FFmpeg's program
 * does. All others pass untouched. Not thread-safe.
 */
final class VideoConverter implements FrameConverter {
  private final OutputOptions.Video options;
  private final EncoderChoice encoder;
  private final Rational frameRate;
  private final Rational constantRate;
  private final boolean turns;
  private String turn = "";
  private PictureFormat current;
  private PictureFormat target;
  private GraphRunner graph;
  private long nextPts;

  VideoConverter(
      OutputOptions.Video options, EncoderChoice encoder, AVOutputFormat muxer, Rational frameRate)
      throws OutputException {
    this.options = options;
    this.encoder = encoder;
    this.frameRate = frameRate;
    this.turns = !Upright.isSaidBy(muxer);
    this.constantRate = FrameRates.constant(encoder, muxer, options.frameRate(), frameRate);
  }

  /**
   * Looks at what can be known without a picture.
   *
   * @throws OutputException for a size, a rate or a format that is none
   */
  static void check(OutputOptions.Video options, EncoderChoice encoder) throws OutputException {
    if (options.size() != null) {
      size(options.size());
    }
    if (options.frameRate() != null) {
      FrameRates.parse(options.frameRate());
    }
    if (options.pixelFormat() != null) {
      PixelFormatChoice.wanted(encoder, options.pixelFormat());
    }
  }

  /** The nominal rate of what comes out; unknown when it varies. */
  Rational frameRate() {
    return constantRate.isKnown() ? constantRate : frameRate;
  }

  @Override
  public void convert(AVFrame frame, FrameConsumer out) throws IOException {
    if (frame.pts() == AV_NOPTS_VALUE) {
      frame.pts(nextPts);
    }
    nextPts = frame.pts() + Math.max(1, frame.duration());
    String itsTurn = turns ? Upright.takeFrom(frame) : "";
    if (current == null || !current.isOf(frame)) {
      finish(out);
      turn = itsTurn;
      boolean isFirst = current == null;
      PictureFormat format = PictureFormat.of(frame);
      current = format;
      String filters = isFirst ? firstFilters(frame) : laterFilters(format);
      graph =
          filters.isEmpty() ? null : new GraphRunner(frame, format.timeBase(), frameRate, filters);
      if (isFirst) {
        target =
            graph == null
                ? format
                : new PictureFormat(
                    graph.graph().format(),
                    graph.graph().width(),
                    graph.graph().height(),
                    AVCOL_RANGE_UNSPECIFIED,
                    AVCOL_SPC_UNSPECIFIED,
                    Rational.of(graph.graph().timeBase()));
      }
    }
    if (graph == null) {
      out.accept(frame);
    } else {
      graph.send(frame, out);
    }
  }

  private String firstFilters(AVFrame frame) throws IOException {
    List<String> filters = commonFilters();
    if (options.size() != null) {
      filters.add("scale=" + size(options.size()));
    }
    int source = options.filters() == null ? frame.format() : formatAfter(filters, frame);
    int pixelFormat = PixelFormatChoice.choose(encoder, source, options.pixelFormat());
    List<Integer> ranges = CodecSupport.colorRanges(encoder.codec());
    boolean otherRange =
        !ranges.isEmpty()
            && PixelFormatChoice.isYuv(pixelFormat)
            && !ranges.contains(effectiveRange(frame));
    if (pixelFormat != frame.format() || otherRange || !commonFilters().isEmpty()) {
      String range = otherRange ? ":color_ranges=" + rangeName(ranges.get(0)) : "";
      filters.add("format=pix_fmts=" + PixelFormatChoice.name(pixelFormat) + range);
    }
    return String.join(",", filters);
  }

  /** What the user's filters make of the pictures when nobody asks for anything else. */
  private int formatAfter(List<String> filters, AVFrame frame) throws IOException {
    Rational timeBase = PictureFormat.of(frame).timeBase();
    try (GraphRunner trial =
        new GraphRunner(frame, timeBase, frameRate, String.join(",", filters))) {
      return trial.graph().format();
    }
  }

  /** Without a word YUV is of limited range. */
  private static int effectiveRange(AVFrame frame) {
    return frame.color_range() == AVCOL_RANGE_UNSPECIFIED ? AVCOL_RANGE_MPEG : frame.color_range();
  }

  private static String rangeName(int range) {
    return av_color_range_name(range).getString();
  }

  private String laterFilters(PictureFormat format) {
    List<String> filters = commonFilters();
    if (filters.isEmpty() && (format.looksLike(target) || !options.autoscale())) {
      return "";
    }
    if (options.autoscale()) {
      filters.add("scale=" + target.width() + ":" + target.height());
      filters.add("format=pix_fmts=" + PixelFormatChoice.name(target.pixelFormat()));
    }
    return String.join(",", filters);
  }

  private List<String> commonFilters() {
    List<String> filters = new ArrayList<>();
    if (!turn.isEmpty()) {
      filters.add(turn);
    }
    if (options.filters() != null) {
      filters.add(options.filters());
    }
    if (constantRate.isKnown()) {
      filters.add("fps=fps=" + constantRate);
    }
    return filters;
  }

  private static String size(String wanted) throws OutputException {
    int[] width = new int[1];
    int[] height = new int[1];
    if (av_parse_video_size(width, height, wanted) < 0) {
      throw new OutputException("size '" + wanted + "': is none; write such as 1280x720 or hd720");
    }
    return width[0] + ":" + height[0];
  }

  @Override
  public boolean isEnded() {
    return graph != null && graph.graph().isEnded();
  }

  @Override
  public void finish(FrameConsumer out) throws IOException {
    if (graph != null) {
      graph.finish(out);
      close();
    }
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.close();
      graph = null;
    }
  }
}
