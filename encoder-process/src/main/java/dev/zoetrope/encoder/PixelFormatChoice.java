package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_best_pix_fmt_of_list;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.command.NearNames;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/** Chooses the pixel format that an encoder gets. */
final class PixelFormatChoice {
  private PixelFormatChoice() {}

  /**
   * Chooses.
   *
   * @param encoder takes the pictures
   * @param source format of the pictures
   * @param wanted name that the user gave, or null
   * @return FFmpeg's number
   * @throws OutputException when the wanted one is unknown, or nothing the encoder takes
   */
  static int choose(EncoderChoice encoder, int source, String wanted) throws OutputException {
    if (wanted != null) {
      return wanted(encoder, wanted);
    }
    List<Integer> supported = CodecSupport.pixelFormats(encoder.codec());
    if (supported.isEmpty() || supported.contains(source)) {
      return source;
    }
    if (encoder.isDefault() && !hasAlpha(source) && supported.contains(AV_PIX_FMT_YUV420P)) {
      // What every player plays; more only for who asks for it.
      return AV_PIX_FMT_YUV420P;
    }
    int[] list = new int[supported.size() + 1];
    for (int i = 0; i < supported.size(); i++) {
      list[i] = supported.get(i);
    }
    list[supported.size()] = AV_PIX_FMT_NONE;
    return avcodec_find_best_pix_fmt_of_list(list, source, hasAlpha(source) ? 1 : 0, (int[]) null);
  }

  /**
   * The format that a user named.
   *
   * @return FFmpeg's number
   * @throws OutputException when it is unknown, or nothing the encoder takes
   */
  static int wanted(EncoderChoice encoder, String wanted) throws OutputException {
    List<Integer> supported = CodecSupport.pixelFormats(encoder.codec());
    int format = av_get_pix_fmt(wanted);
    if (format == AV_PIX_FMT_NONE) {
      throw new OutputException(
          "pixel format '"
              + wanted
              + "': unknown"
              + NearNames.suggestionOr(
                  wanted,
                  names(),
                  "leave -pix_fmt out for the encoder's own, or name one of FFmpeg's"));
    }
    if (!supported.isEmpty() && !supported.contains(format)) {
      List<String> allowed = supported.stream().map(PixelFormatChoice::name).toList();
      throw new OutputException(
          "pixel format '"
              + wanted
              + "': not one that encoder "
              + encoder.name()
              + " takes; allowed: "
              + String.join(", ", allowed));
    }
    return format;
  }

  static String name(int format) {
    return av_get_pix_fmt_name(format).getString();
  }

  static boolean isYuv(int format) {
    AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(format);
    return (descriptor.flags() & (AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL)) == 0
        && descriptor.nb_components() >= 3;
  }

  private static boolean hasAlpha(int format) {
    return (av_pix_fmt_desc_get(format).flags() & AV_PIX_FMT_FLAG_ALPHA) != 0;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (AVPixFmtDescriptor descriptor = av_pix_fmt_desc_next(null);
        descriptor != null && !descriptor.isNull();
        descriptor = av_pix_fmt_desc_next(descriptor)) {
      names.add(descriptor.name().getString());
    }
    return names;
  }
}
