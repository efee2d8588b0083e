package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.ffmpeg.FfmpegException;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.ffmpeg.PictureLayout;
import dev.zoetrope.ffmpeg.SampleLayout;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * A source that libavfilter makes up: {@code pattern:testsrc2=size=1280x720:rate=30}, {@code
 * tone:sine=frequency=440}, or anything that ffmpeg's {@code -f lavfi} takes, with one output. It
 * is endless unless it has a duration of its own or is given one.
 */
final class PatternSource implements Source {
  private static final Pattern PREFIX = Pattern.compile("(?:pattern|tone):(.*)", Pattern.DOTALL);
  private static final Pattern OWN_DURATION = Pattern.compile("[=:](?:d|duration)=([0-9.:a-z]+)");

  /** Samples of a block at most, for the size of the slots. */
  private static final int MAX_SAMPLES = 8192;

  private final String name;
  private final FilterGraph graph;
  private final Trim trim;
  private final StopSignal stop;
  private final SourceStream stream;

  private PatternSource(
      String name, FilterGraph graph, Trim trim, StopSignal stop, SourceStream stream) {
    this.name = name;
    this.graph = graph;
    this.trim = trim;
    this.stop = stop;
    this.stream = stream;
  }

  /**
   * The description in an input's name.
   *
   * @return the filters, or null when the input is no pattern
   */
  static String description(String input, InputOptions options) {
    if ("lavfi".equals(options.format())) {
      return input;
    }
    Matcher matcher = PREFIX.matcher(input);
    return options.format() == null && matcher.matches() ? matcher.group(1) : null;
  }

  /**
   * Opens a pattern.
   *
   * @param input as it was given
   * @param description of the filters
   * @param options duration is the only one that counts
   * @param stop ends it
   * @return the source
   * @throws IOException naming the pattern that FFmpeg does not take
   */
  static PatternSource open(String input, String description, InputOptions options, StopSignal stop)
      throws IOException {
    if (options.startUs() != MediaTime.NONE || options.loops() != 0) {
      throw new IOException(
          "input '" + input + "': a pattern has no position; leave out -ss and -stream_loop");
    }
    if (description.isBlank()) {
      throw new IOException(
          "input '" + input + "': no filter is named; write such as pattern:testsrc2 or tone:sine");
    }
    FilterGraph graph;
    try {
      graph = FilterGraph.source(description);
    } catch (FfmpegException e) {
      throw new IOException("input '" + input + "': " + e.getMessage(), e);
    }
    Trim trim = new Trim(false, options.durationUs());
    return new PatternSource(
        input, graph, trim, stop, describe(graph, options.effectiveNs(ownDurationNs(description))));
  }

  private static long ownDurationNs(String description) {
    Matcher matcher = OWN_DURATION.matcher(description);
    if (!matcher.find()) {
      return -1;
    }
    try {
      return MediaTime.parseUs(matcher.group(1)) * 1000;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }

  private static SourceStream describe(FilterGraph graph, long durationNs) {
    if (!graph.isVideo()) {
      long capacity =
          SampleLayout.of(graph.format(), graph.channels(), MAX_SAMPLES).payloadLength();
      String description =
          Descriptions.audio(
              graph.sampleRate(), graph.channelLayout(), graph.format(), "tone", durationNs);
      return new SourceStream(
          StreamKind.AUDIO, capacity, durationNs, 0, 1, PressurePolicy.WAIT, description);
    }
    AVRational rate = graph.frameRate();
    boolean hasRate = rate.num() > 0 && rate.den() > 0;
    long capacity = PictureLayout.of(graph.format(), graph.width(), graph.height()).payloadLength();
    String description =
        Descriptions.video(
            graph.width(), graph.height(), graph.format(), rate, "pattern", durationNs);
    return new SourceStream(
        StreamKind.VIDEO,
        capacity,
        durationNs,
        hasRate ? rate.num() : 0,
        hasRate ? rate.den() : 1,
        PressurePolicy.WAIT,
        description);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<SourceStream> streams() {
    return List.of(stream);
  }

  @Override
  public void run(List<? extends FrameSink> sinks) throws IOException {
    FrameSink sink = sinks.get(0);
    AVFrame frame = av_frame_alloc();
    try {
      boolean wanted = true;
      while (wanted && !stop.isRequested() && graph.receive(frame)) {
        AVFrame kept = trim.apply(frame);
        wanted = kept == null ? !trim.isOver() : sink.accept(kept, System.nanoTime(), false);
        av_frame_unref(frame);
      }
    } finally {
      av_frame_free(frame);
    }
    sink.end();
  }

  @Override
  public void close() {
    trim.close();
    graph.close();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s (%s)", name, stream.description());
  }
}
