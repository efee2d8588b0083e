package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** What an encoder takes; an empty list says that it takes all. */
final class CodecSupport {
  private CodecSupport() {}

  /** Pixel formats. */
  static List<Integer> pixelFormats(AVCodec codec) {
    return integers(codec, AV_CODEC_CONFIG_PIX_FORMAT);
  }

  /** Sample formats. */
  static List<Integer> sampleFormats(AVCodec codec) {
    return integers(codec, AV_CODEC_CONFIG_SAMPLE_FORMAT);
  }

  /** Sample rates, Hz. */
  static List<Integer> sampleRates(AVCodec codec) {
    return integers(codec, AV_CODEC_CONFIG_SAMPLE_RATE);
  }

  /** Colour ranges. */
  static List<Integer> colorRanges(AVCodec codec) {
    return integers(codec, AV_CODEC_CONFIG_COLOR_RANGE);
  }

  /** Frame rates. */
  static List<Rational> frameRates(AVCodec codec) {
    List<Rational> rates = new ArrayList<>();
    try (IntPointer count = new IntPointer(1)) {
      Pointer list = list(codec, AV_CODEC_CONFIG_FRAME_RATE, count);
      for (int i = 0; list != null && i < count.get(); i++) {
        rates.add(Rational.of(new AVRational(list).getPointer(i)));
      }
    }
    return rates;
  }

  /** Channel layouts; they live as long as the codec, which is for ever. */
  static List<AVChannelLayout> channelLayouts(AVCodec codec) {
    List<AVChannelLayout> layouts = new ArrayList<>();
    try (IntPointer count = new IntPointer(1)) {
      Pointer list = list(codec, AV_CODEC_CONFIG_CHANNEL_LAYOUT, count);
      for (int i = 0; list != null && i < count.get(); i++) {
        layouts.add(new AVChannelLayout(list).getPointer(i));
      }
    }
    return layouts;
  }

  private static List<Integer> integers(AVCodec codec, int config) {
    List<Integer> values = new ArrayList<>();
    try (IntPointer count = new IntPointer(1)) {
      Pointer list = list(codec, config, count);
      for (int i = 0; list != null && i < count.get(); i++) {
        values.add(new IntPointer(list).get(i));
      }
    }
    return values;
  }

  private static Pointer list(AVCodec codec, int config, IntPointer count) {
    try (PointerPointer<Pointer> out = new PointerPointer<>(1)) {
      out.put(0, (Pointer) null);
      count.put(0);
      int code = avcodec_get_supported_config(null, codec, config, 0, out, count);
      return code < 0 ? null : out.get(0);
    }
  }
}
