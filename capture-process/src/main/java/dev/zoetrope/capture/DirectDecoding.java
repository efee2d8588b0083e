package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import dev.zoetrope.ffmpeg.DecoderPictures;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides which decoders write into slots themselves. */
final class DirectDecoding {
  private static final Logger LOG = LoggerFactory.getLogger(DirectDecoding.class);

  private DirectDecoding() {}

  /**
   * Before a decoder is opened.
   *
   * @return the memory that it is to write to; null when that is FFmpeg's own
   * @throws IOException when it has to be slots and cannot
   */
  static DecoderPictures begin(AVCodecContext codec, Direct direct, String what)
      throws IOException {
    if (direct == Direct.OFF || codec.codec_type() != AVMEDIA_TYPE_VIDEO) {
      return null;
    }
    if (!DecoderPictures.isPossible(codec)) {
      refuse(codec, direct, what, "it takes no memory of others");
      return null;
    }
    return new DecoderPictures(codec);
  }

  /**
   * After it was opened, when it knows more of its pictures.
   *
   * @param pictures what {@link #begin} returned
   * @throws IOException when it has to be slots and cannot
   */
  static void check(AVCodecContext codec, DecoderPictures pictures, Direct direct, String what)
      throws IOException {
    if (pictures != null && pictures.payloadLength() == 0) {
      refuse(codec, direct, what, "its pictures are of no known size, or no planes in memory");
    }
  }

  private static void refuse(AVCodecContext codec, Direct direct, String what, String why)
      throws IOException {
    String decoder = what + ": decoder '" + codec.codec().name().getString() + "'";
    if (direct == Direct.ON) {
      throw new IOException(decoder + " cannot decode into slots: " + why + "; use --direct auto");
    }
    LOG.info("{} copies into slots: {}", decoder, why);
  }
}
