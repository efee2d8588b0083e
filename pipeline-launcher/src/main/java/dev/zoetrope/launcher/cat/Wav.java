package dev.zoetrope.launcher.cat;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_NATIVE;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_uninit;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.ChannelLayouts;
import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;

/**
 * {@code wav}: PCM behind a header. A pipe cannot be written again, so the header does not say how
 * long it is: the lengths are the largest there are, as FFmpeg writes them into a pipe.
 */
final class Wav implements ByteForm {
  private static final int UNKNOWN_LENGTH = -1;
  private static final int FORMAT_LENGTH = 40;
  private static final short EXTENSIBLE = (short) 0xFFFE;
  private static final short EXTENSION_LENGTH = 22;
  private static final int BEFORE_DATA = 12 + 8 + FORMAT_LENGTH + 8;

  /** What follows the number of a coding in the identifiers of Microsoft's. */
  private static final byte[] CODING = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  private final Pcm pcm;
  private final int sampleRate;
  private final int channelMask;

  /**
   * A form for samples like the first ones.
   *
   * @throws IOException as {@link Pcm}
   */
  Wav(FrameHeader first) throws IOException {
    this.pcm = new Pcm(first);
    this.sampleRate = first.sampleRate();
    this.channelMask = mask(first);
  }

  private static int mask(FrameHeader header) {
    try (AVChannelLayout layout = new AVChannelLayout()) {
      ChannelLayouts.set(header.channelLayout(), header.channels(), layout);
      int mask = layout.order() == AV_CHANNEL_ORDER_NATIVE ? (int) layout.u_mask() : 0;
      av_channel_layout_uninit(layout);
      return mask;
    }
  }

  @Override
  public ByteBuffer head() {
    int frameLength = pcm.format().bytes() * pcm.channels();
    return ByteBuffer.allocateDirect(BEFORE_DATA)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(ascii("RIFF"))
        .putInt(UNKNOWN_LENGTH)
        .put(ascii("WAVEfmt "))
        .putInt(FORMAT_LENGTH)
        .putShort(EXTENSIBLE)
        .putShort((short) pcm.channels())
        .putInt(sampleRate)
        .putInt(sampleRate * frameLength)
        .putShort((short) frameLength)
        .putShort((short) (pcm.format().bytes() * Byte.SIZE))
        .putShort(EXTENSION_LENGTH)
        .putShort((short) (pcm.format().bytes() * Byte.SIZE))
        .putInt(channelMask)
        .putShort((short) (pcm.format().isFloat() ? 3 : 1))
        .put(CODING)
        .put(ascii("data"))
        .putInt(UNKNOWN_LENGTH)
        .flip();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public List<ByteBuffer> pieces(FrameLease frame) {
    return pcm.pieces(frame);
  }

  @Override
  public boolean allows(FrameHeader header) {
    return pcm.allows(header);
  }

  @Override
  public String describe() {
    return pcm.describe().replaceFirst("-f .*", "-f wav");
  }
}
