package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_DVVIDEO;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_MPEG4;
import static org.bytedeco.ffmpeg.global.avutil.av_parse_video_rate;

import java.util.Comparator;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Frame rates and time bases that encoders and muxers insist on. */
final class FrameRates {
  private static final Rational FALLBACK = new Rational(25, 1);
  private static final int MPEG4_MAX_DENOMINATOR = 65535;

  private FrameRates() {}

  /**
   * The constant rate that pictures must have.
   *
   * @param encoder takes them
   * @param muxer of the output
   * @param wanted by the user, or null
   * @param nominal rate of the source, maybe unknown
   * @return unknown when the pictures may come when they come
   * @throws OutputException for a rate that is none
   */
  static Rational constant(
      EncoderChoice encoder, AVOutputFormat muxer, String wanted, Rational nominal)
      throws OutputException {
    List<Rational> allowed = CodecSupport.frameRates(encoder.codec());
    boolean needed =
        wanted != null
            || !allowed.isEmpty()
            || encoder.codec().id() == AV_CODEC_ID_DVVIDEO
            || Muxers.wantsConstantRate(muxer);
    if (!needed) {
      return Rational.UNKNOWN;
    }
    Rational rate = wanted != null ? parse(wanted) : nominal.isKnown() ? nominal : FALLBACK;
    return allowed.stream()
        .filter(Rational::isKnown)
        .min(Comparator.comparingDouble(one -> Math.abs(one.value() - rate.value())))
        .orElse(rate);
  }

  /**
   * Reads a rate.
   *
   * @throws OutputException for what is none
   */
  static Rational parse(String wanted) throws OutputException {
    try (AVRational rate = new AVRational()) {
      if (av_parse_video_rate(rate, wanted) < 0) {
        throw new OutputException(
            "frame rate '" + wanted + "': is none; write such as 25, 29.97 or 30000/1001");
      }
      return Rational.of(rate);
    }
  }

  /** A rate to tell an encoder that wants to know one, for its rate control. */
  static Rational guess(Rational nominal, Rational timeBase, long durationTicks) {
    if (nominal.isKnown()) {
      return nominal;
    }
    double rate = durationTicks > 0 ? 1 / (timeBase.value() * durationTicks) : 0;
    return rate >= 1 && rate <= 1000 ? new Rational((int) Math.round(rate * 1000), 1000) : FALLBACK;
  }

  /**
   * Time base for an encoder: that of the pictures, where the codec can have it.
   *
   * @param codecId FFmpeg's number
   * @param timeBase of the pictures
   * @param nominal rate, maybe unknown
   */
  static Rational timeBase(int codecId, Rational timeBase, Rational nominal) {
    if (codecId != AV_CODEC_ID_MPEG4 || timeBase.den() <= MPEG4_MAX_DENOMINATOR) {
      return timeBase;
    }
    for (int divisor = 2; divisor < timeBase.den(); divisor++) {
      int den = timeBase.den() / divisor;
      if (timeBase.den() % divisor == 0 && den <= MPEG4_MAX_DENOMINATOR) {
        return new Rational(timeBase.num(), den);
      }
    }
    boolean usable = nominal.isKnown() && nominal.num() <= MPEG4_MAX_DENOMINATOR;
    return new Rational(1, usable ? nominal.num() : MPEG4_MAX_DENOMINATOR);
  }
}
