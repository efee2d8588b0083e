package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

/**
 * Where the samples of an audio frame lie in a payload: one row a channel when planar, else one row
 * of interleaved samples.
 *
 * @param rows channel planes, 1 when packed
 * @param stride bytes from one row to the next, a multiple of 64
 * @param rowLength bytes of a row that hold samples
 */
public record SampleLayout(int rows, long stride, long rowLength) {
  private static final int ALIGNMENT = 64;

  /**
   * Lays out an audio frame.
   *
   * @param sampleFormat FFmpeg's number of a sample format
   * @param channels at least 1
   * @param samples of each channel
   * @return the layout
   * @throws IllegalArgumentException for an unknown format or numbers out of range
   */
  public static SampleLayout of(int sampleFormat, int channels, int samples) {
    int sampleLength = av_get_bytes_per_sample(sampleFormat);
    if (sampleLength <= 0 || channels < 1 || samples < 0) {
      throw new IllegalArgumentException(
          samples + " samples of " + channels + " channels in sample format " + sampleFormat);
    }
    boolean planar = av_sample_fmt_is_planar(sampleFormat) != 0;
    long rowLength = (long) samples * sampleLength * (planar ? 1 : channels);
    long stride = (rowLength + ALIGNMENT - 1) & -ALIGNMENT;
    return new SampleLayout(planar ? channels : 1, stride, rowLength);
  }

  /** Bytes that the whole frame needs. */
  public long payloadLength() {
    return Math.max(ALIGNMENT, stride * rows);
  }
}
