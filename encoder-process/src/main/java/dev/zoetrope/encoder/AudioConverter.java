package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.ChannelLayouts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Converts sound where the encoder lacks its format, where the user asks for another, and where it
 * changes in the middle of the stream; cuts it into frames of the size that the encoder insists on.
 * All else passes untouched, frame by frame. Not thread-safe.
 */
final class AudioConverter implements FrameConverter {
  private final OutputOptions.Audio options;
  private final EncoderChoice encoder;
  private final SampleClock clock = new SampleClock();
  private SoundFormat current;

  /** The one of {@link #current}: layouts are compared in no time, and named in some. */
  private final AVChannelLayout layout = new AVChannelLayout();

  private SoundFormat target;
  private int frameSize;
  private GraphRunner graph;
  private GraphRunner cutter;
  private long samplesInCutter;

  AudioConverter(OutputOptions.Audio options, EncoderChoice encoder) {
    this.options = options;
    this.encoder = encoder;
  }

  /**
   * Says what the sound will become.
   *
   * @param first frame of the stream
   * @return what the encoder will get
   * @throws IOException naming filters that FFmpeg does not take
   */
  SoundFormat begin(AVFrame first) throws IOException {
    namePositions(first);
    target = SoundFormatChoice.choose(encoder.codec(), filtered(first), options);
    return target;
  }

  /** What the user's filters make of the sound when nobody asks for anything else. */
  private SoundFormat filtered(AVFrame first) throws IOException {
    SoundFormat format = SoundFormat.of(first);
    if (options.filters() == null) {
      return format;
    }
    try (GraphRunner trial =
        new GraphRunner(first, format.timeBase(), Rational.UNKNOWN, options.filters())) {
      return SoundFormat.of(trial.graph());
    }
  }

  /** From now on every frame but the last has this many samples; 0 for any number. */
  void setFrameSize(int samples) {
    frameSize = samples;
  }

  @Override
  public void convert(AVFrame frame, FrameConsumer out) throws IOException {
    namePositions(frame);
    clock.stamp(frame);
    if (current == null || !isLikeBefore(frame)) {
      finishConversion(out);
      current = SoundFormat.of(frame);
      av_channel_layout_copy(layout, frame.ch_layout());
      String filters = filters(current);
      if (!filters.isEmpty()) {
        graph = new GraphRunner(frame, current.timeBase(), Rational.UNKNOWN, filters);
      }
    }
    if (graph == null) {
      cut(frame, out);
    } else {
      graph.send(frame, converted -> cut(converted, out));
    }
  }

  private boolean isLikeBefore(AVFrame frame) {
    return current.sampleFormat() == frame.format()
        && current.sampleRate() == frame.sample_rate()
        && av_channel_layout_compare(layout, frame.ch_layout()) == 0;
  }

  /**
   * A graph of its own, because it outlives changes of the source's format. Frames that have the
   * right size already go around it, while it is empty.
   */
  private void cut(AVFrame frame, FrameConsumer out) throws IOException {
    int samples = frame.nb_samples();
    if (frameSize == 0 || (samplesInCutter == 0 && samples == frameSize)) {
      out.accept(frame);
      return;
    }
    if (cutter == null) {
      cutter = new GraphRunner(frame, target.timeBase(), Rational.UNKNOWN, "");
      cutter.graph().setFrameSize(frameSize);
    }
    samplesInCutter += samples;
    cutter.send(
        frame,
        piece -> {
          samplesInCutter -= piece.nb_samples();
          out.accept(piece);
        });
  }

  /** Channels without positions get the usual ones for their number: encoders want to know. */
  private static void namePositions(AVFrame frame) {
    if (frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
      av_channel_layout_default(frame.ch_layout(), frame.ch_layout().nb_channels());
    }
  }

  private String filters(SoundFormat source) {
    List<String> filters = new ArrayList<>();
    if (options.filters() != null) {
      filters.add(options.filters());
    }
    if (!source.equals(target) || options.filters() != null) {
      filters.add(
          "aformat=sample_fmts="
              + av_get_sample_fmt_name(target.sampleFormat()).getString()
              + ":sample_rates="
              + target.sampleRate()
              + ":channel_layouts="
              + target.layout());
    }
    return String.join(",", filters);
  }

  @Override
  public boolean isEnded() {
    return graph != null && graph.graph().isEnded();
  }

  @Override
  public void finish(FrameConsumer out) throws IOException {
    finishConversion(out);
    if (cutter != null) {
      cutter.finish(out);
    }
  }

  private void finishConversion(FrameConsumer out) throws IOException {
    if (graph != null) {
      graph.finish(converted -> cut(converted, out));
      graph.close();
      graph = null;
    }
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.close();
      graph = null;
    }
    if (cutter != null) {
      cutter.close();
      cutter = null;
    }
    av_channel_layout_uninit(layout);
  }

  /** Sets format, rate and layout of an encoder's input. */
  static void describe(SoundFormat format, org.bytedeco.ffmpeg.avcodec.AVCodecContext codec) {
    codec.sample_fmt(format.sampleFormat()).sample_rate(format.sampleRate());
    ChannelLayouts.set(format.layout(), format.channels(), codec.ch_layout());
  }
}
