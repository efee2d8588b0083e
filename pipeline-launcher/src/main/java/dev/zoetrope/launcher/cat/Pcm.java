package dev.zoetrope.launcher.cat;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@code s16le} and its like: interleaved samples with nothing between them. Packed ones are
 * written from the slot; planar ones, which lie there channel by channel, are copied together.
 */
final class Pcm implements ByteForm {
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

  private final PcmFormat format;
  private final String sampleFormat;
  private final int sampleRate;
  private final String layout;
  private final int channels;
  private final boolean isPlanar;
  private ByteBuffer interleaved = NOTHING;

  /**
   * A form for samples like the first ones.
   *
   * @throws IOException when no PCM format has samples of that kind
   */
  Pcm(FrameHeader first) throws IOException {
    this.format = PcmFormat.of(first.format());
    this.sampleFormat = first.format();
    this.sampleRate = first.sampleRate();
    this.layout = first.channelLayout();
    this.channels = first.channels();
    this.isPlanar = first.planeRows(0) > 1;
  }

  PcmFormat format() {
    return format;
  }

  int channels() {
    return channels;
  }

  @Override
  public ByteBuffer head() {
    return NOTHING;
  }

  @Override
  public List<ByteBuffer> pieces(FrameLease frame) {
    int length = frame.header().sampleCount() * channels * format.bytes();
    return List.of(isPlanar ? interleave(frame, length) : frame.plane(0).slice(0, length));
  }

  private ByteBuffer interleave(FrameLease frame, int length) {
    if (interleaved.capacity() < length) {
      interleaved = ByteBuffer.allocateDirect(length);
    }
    UnsafeBuffer to = new UnsafeBuffer(interleaved);
    DirectBuffer from = frame.planeBuffer(0);
    int stride = (int) frame.header().planeStride(0);
    int size = format.bytes();
    for (int channel = 0; channel < channels; channel++) {
      int row = channel * stride;
      int at = channel * size;
      for (int i = 0; i < frame.header().sampleCount(); i++, at += channels * size) {
        switch (size) {
          case 1 -> to.putByte(at, from.getByte(row + i));
          case 2 -> to.putShort(at, from.getShort(row + i * 2));
          case 4 -> to.putInt(at, from.getInt(row + i * 4));
          default -> to.putLong(at, from.getLong(row + i * 8));
        }
      }
    }
    return interleaved.slice(0, length);
  }

  @Override
  public boolean allows(FrameHeader header) {
    return header.format().equals(sampleFormat)
        && header.sampleRate() == sampleRate
        && header.channels() == channels
        && header.channelLayout().equals(layout);
  }

  @Override
  public String describe() {
    return format.bytes() * channels
        + " bytes a sample: -f "
        + format.token()
        + " -sample_rate "
        + sampleRate
        + " -ch_layout "
        + layout;
  }
}
