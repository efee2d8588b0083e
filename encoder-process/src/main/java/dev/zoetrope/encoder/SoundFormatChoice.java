package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.ChannelLayouts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;

/** Chooses the sample format, rate and layout that an encoder gets: the nearest that it takes. */
final class SoundFormatChoice {
  private SoundFormatChoice() {}

  /** Chooses, for a source and what the user asks for. */
  static SoundFormat choose(AVCodec codec, SoundFormat source, OutputOptions.Audio options) {
    int rate =
        rate(codec, options.sampleRate() == null ? source.sampleRate() : options.sampleRate());
    int format = format(codec, source.sampleFormat());
    boolean sameChannels = options.channels() == null || options.channels() == source.channels();
    String layout = sameChannels ? source.layout() : defaultLayout(options.channels());
    int channels = sameChannels ? source.channels() : options.channels();
    return layout(codec, new SoundFormat(format, rate, channels, layout));
  }

  private static int rate(AVCodec codec, int wanted) {
    return CodecSupport.sampleRates(codec).stream()
        .min(
            Comparator.comparingInt((Integer rate) -> Math.abs(rate - wanted))
                .thenComparing(Comparator.reverseOrder()))
        .orElse(wanted);
  }

  private static int format(AVCodec codec, int source) {
    List<Integer> supported = CodecSupport.sampleFormats(codec);
    if (supported.isEmpty() || supported.contains(source)) {
      return source;
    }
    boolean planar = av_sample_fmt_is_planar(source) != 0;
    int otherOrder = av_get_alt_sample_fmt(source, planar ? 0 : 1);
    if (supported.contains(otherOrder)) {
      return otherOrder;
    }
    // No fewer bits than the source has, then as few as possible, then floating point as it was.
    int bytes = av_get_bytes_per_sample(source);
    Comparator<Integer> byLoss =
        Comparator.comparingInt(format -> Math.max(0, bytes - av_get_bytes_per_sample(format)));
    return supported.stream()
        .min(
            byLoss
                .thenComparing(format -> isFloat(format) != isFloat(source))
                .thenComparing(format -> av_get_bytes_per_sample(format)))
        .orElse(source);
  }

  private static boolean isFloat(int format) {
    int packed = av_get_packed_sample_fmt(format);
    return packed == AV_SAMPLE_FMT_FLT || packed == AV_SAMPLE_FMT_DBL;
  }

  private static SoundFormat layout(AVCodec codec, SoundFormat wanted) {
    List<SoundFormat> allowed = new ArrayList<>();
    for (AVChannelLayout layout : CodecSupport.channelLayouts(codec)) {
      allowed.add(
          new SoundFormat(
              wanted.sampleFormat(),
              wanted.sampleRate(),
              layout.nb_channels(),
              ChannelLayouts.name(layout)));
    }
    if (allowed.isEmpty() || allowed.contains(wanted)) {
      return wanted;
    }
    return allowed.stream()
        .filter(one -> one.channels() <= wanted.channels())
        .max(Comparator.comparingInt(SoundFormat::channels))
        .orElse(allowed.get(0));
  }

  /** The usual layout of a number of channels. */
  static String defaultLayout(int channels) {
    try (AVChannelLayout layout = new AVChannelLayout()) {
      av_channel_layout_default(layout, channels);
      return ChannelLayouts.name(layout);
    }
  }
}
