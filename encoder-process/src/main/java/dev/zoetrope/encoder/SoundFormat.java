package dev.zoetrope.encoder;

import dev.zoetrope.ffmpeg.ChannelLayouts;
import dev.zoetrope.ffmpeg.FilterGraph;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * What must be the same in all audio frames that go through one filter graph, or into one encoder.
 *
 * @param sampleFormat FFmpeg's number
 * @param sampleRate Hz
 * @param channels number of them
 * @param layout FFmpeg's name of their layout
 */
record SoundFormat(int sampleFormat, int sampleRate, int channels, String layout) {

  static SoundFormat of(AVFrame frame) {
    return new SoundFormat(
        frame.format(),
        frame.sample_rate(),
        frame.ch_layout().nb_channels(),
        ChannelLayouts.name(frame.ch_layout()));
  }

  /** What comes out of a graph. */
  static SoundFormat of(FilterGraph graph) {
    return new SoundFormat(
        graph.format(), graph.sampleRate(), graph.channels(), graph.channelLayout());
  }

  /** By hand: the one that a record has is made of method handles, 50 ms at the first call. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SoundFormat format
        && sampleFormat == format.sampleFormat
        && sampleRate == format.sampleRate
        && channels == format.channels
        && layout.equals(format.layout);
  }

  @Override
  public int hashCode() {
    return ((sampleFormat * 31 + sampleRate) * 31 + channels) * 31 + layout.hashCode();
  }

  Rational timeBase() {
    return new Rational(1, sampleRate);
  }
}
