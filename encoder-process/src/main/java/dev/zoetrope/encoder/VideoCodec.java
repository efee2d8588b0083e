package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_GLOBALHEADER;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Opens video encoders for the pictures that they get. */
final class VideoCodec {
  /** What of a frame holds for the whole stream, and what encoders and muxers want up front. */
  private static final int[] GLOBAL_SIDE_DATA = {
    AV_FRAME_DATA_DISPLAYMATRIX,
    AV_FRAME_DATA_MASTERING_DISPLAY_METADATA,
    AV_FRAME_DATA_CONTENT_LIGHT_LEVEL
  };

  private static final long FFMPEG_DEFAULT_BIT_RATE = 200_000;
  private static final double BITS_PER_PIXEL = 0.1;
  private static final double INTRA_BITS_PER_PIXEL = 0.8;
  private static final long LEAST_BIT_RATE = 100_000;
  private static final double KEY_INTERVAL_S = 2;

  private VideoCodec() {}

  /**
   * Opens an encoder.
   *
   * @param plan of the output
   * @param first picture that it will get
   * @param frameRate nominal, maybe unknown
   * @param live whether it must keep up with a source that does not wait
   * @return the encoder
   * @throws IOException with FFmpeg's reason
   */
  static Codec open(OutputPlan plan, AVFrame first, Rational frameRate, boolean live)
      throws IOException {
    EncoderChoice choice = plan.video();
    AVCodecContext codec = avcodec_alloc_context3(choice.codec());
    Rational base = Rational.of(first.time_base());
    Rational rate = FrameRates.guess(frameRate, base, first.duration());
    Rational timeBase = FrameRates.timeBase(codec.codec_id(), base, frameRate);
    codec.time_base().num(timeBase.num()).den(timeBase.den());
    codec.framerate().num(rate.num()).den(rate.den());
    codec.width(first.width()).height(first.height()).pix_fmt(first.format());
    codec.sample_aspect_ratio().num(first.sample_aspect_ratio().num());
    codec.sample_aspect_ratio().den(Math.max(1, first.sample_aspect_ratio().den()));
    codec.color_range(first.color_range()).color_primaries(first.color_primaries());
    codec.color_trc(first.color_trc()).colorspace(first.colorspace());
    codec.chroma_sample_location(first.chroma_location());
    codec.field_order(fieldOrder(first, codec.codec_id()));
    codec.thread_count(0);
    codec.flags(codec.flags() | AV_CODEC_FLAG_FRAME_DURATION);
    if (Muxers.has(plan.muxer(), AVFMT_GLOBALHEADER)) {
      codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    }
    copySideData(first, codec);
    setDefaults(codec, choice, rate);
    Map<String, String> options = new LinkedHashMap<>(speedDefaults(choice, live));
    options.putAll(plan.routing().video());
    return Codec.open(codec, choice, options);
  }

  private static int fieldOrder(AVFrame frame, int codecId) {
    if ((frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) == 0) {
      return AV_FIELD_PROGRESSIVE;
    }
    boolean topFirst = (frame.flags() & AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0;
    if (codecId == AV_CODEC_ID_MJPEG) {
      return topFirst ? AV_FIELD_TT : AV_FIELD_BB;
    }
    return topFirst ? AV_FIELD_TB : AV_FIELD_BT;
  }

  private static void copySideData(AVFrame from, AVCodecContext to) {
    // The pointer itself is updated as the list grows.
    PointerPointer<Pointer> list = new PointerPointer<>((Pointer) null);
    try (IntPointer count = new IntPointer(1)) {
      count.put(0);
      for (int type : GLOBAL_SIDE_DATA) {
        AVFrameSideData data = av_frame_get_side_data(from, type);
        if (data != null && !data.isNull()) {
          av_frame_side_data_clone(list, count, data, AV_FRAME_SIDE_DATA_FLAG_UNIQUE);
        }
      }
      if (count.get() > 0) {
        to.decoded_side_data(list);
        to.nb_decoded_side_data(count.get());
      }
    }
  }

  /** FFmpeg's defaults of 200 kbit/s and of no second key frame are nobody's wish. */
  private static void setDefaults(AVCodecContext codec, EncoderChoice choice, Rational rate) {
    double pixelRate = (double) codec.width() * codec.height() * rate.value();
    AVCodecDescriptor descriptor = avcodec_descriptor_get(codec.codec_id());
    int properties = descriptor == null ? 0 : descriptor.props();
    boolean lossy = (properties & AV_CODEC_PROP_LOSSY) != 0;
    boolean openH264 = choice.name().equals("libopenh264");
    if (lossy && (codec.bit_rate() == FFMPEG_DEFAULT_BIT_RATE || openH264)) {
      boolean intra = (properties & AV_CODEC_PROP_INTRA_ONLY) != 0;
      double bits = pixelRate * (intra ? INTRA_BITS_PER_PIXEL : BITS_PER_PIXEL);
      codec.bit_rate(Math.max(LEAST_BIT_RATE, Math.round(bits)));
    }
    if (openH264 || choice.isDefault()) {
      codec.gop_size((int) Math.max(1, Math.round(KEY_INTERVAL_S * rate.value())));
    }
  }

  /** The VP9 encoder's own default is several times slower than real time. */
  private static Map<String, String> speedDefaults(EncoderChoice choice, boolean live) {
    return switch (choice.name()) {
      case "libvpx-vp9" ->
          live
              ? Map.of("row-mt", "1", "deadline", "realtime", "cpu-used", "7")
              : Map.of("row-mt", "1", "cpu-used", "4");
      case "libvpx" -> live ? Map.of("deadline", "realtime", "cpu-used", "8") : Map.of();
      case "libx264", "libx265" -> live ? Map.of("preset", "veryfast") : Map.of();
      default -> Map.of();
    };
  }
}
