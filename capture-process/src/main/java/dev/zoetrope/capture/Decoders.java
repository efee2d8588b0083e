package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_NOTIMESTAMPS;
import static org.bytedeco.ffmpeg.global.avformat.av_guess_frame_rate;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.DecoderPictures;
import dev.zoetrope.ffmpeg.Dictionaries;
import dev.zoetrope.ffmpeg.FfmpegException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Opens the decoders of an input's streams, set up as the ffmpeg program does. */
final class Decoders {
  private Decoders() {}

  /**
   * Opens the decoder of one stream.
   *
   * @param input opened and probed
   * @param index of the stream
   * @param options duration, threads, position
   * @param unused options that the demuxer left; those that this decoder takes are removed
   * @return the decoder
   * @throws IOException naming the stream and its codec
   */
  static StreamDecoder open(MediaInput input, int index, InputOptions options, Set<String> unused)
      throws IOException {
    AVStream stream = input.context().streams(index);
    AVCodecParameters parameters = stream.codecpar();
    AVCodec decoder = avcodec_find_decoder(parameters.codec_id());
    String what = "stream " + index + " of '" + input.name() + "'";
    if (decoder == null || decoder.isNull()) {
      throw new IOException(
          what
              + ": FFmpeg has no decoder for codec '"
              + avcodec_get_name(parameters.codec_id()).getString()
              + "'; select another with -map, -vn or -an");
    }
    boolean hasTimes = (input.context().iformat().flags() & AVFMT_NOTIMESTAMPS) == 0;
    AVCodecContext codec = avcodec_alloc_context3(decoder);
    DecoderPictures pictures = null;
    try {
      FfmpegException.check(avcodec_parameters_to_context(codec, parameters), what);
      prepare(codec, stream);
      pictures = DirectDecoding.begin(codec, options, what);
      open(codec, decoder, options, input.unusedOptions(), unused, what);
      DirectDecoding.check(codec, pictures, options.direct(), what);
    } catch (IOException e) {
      avcodec_free_context(codec);
      if (pictures != null) {
        pictures.close();
      }
      throw e;
    }
    AVRational base = copy(stream.time_base());
    boolean isVideo = parameters.codec_type() == AVMEDIA_TYPE_VIDEO;
    FrameTimes times =
        isVideo
            ? new VideoTimes(base, hasTimes, copy(codec.framerate()), frameRate(input, stream))
            : new AudioTimes(base);
    Trim trim = new Trim(options.startUs() != MediaTime.NONE, options.durationUs());
    return new StreamDecoder(
        codec, pictures, aspect(stream), hasTimes, times, trim, input.kind().isLive());
  }

  private static void prepare(AVCodecContext codec, AVStream stream) {
    codec.pkt_timebase(stream.time_base());
    codec.apply_cropping(0); // Its own cropping keeps to alignments and leaves pixels over.
    codec.flags(codec.flags() | AV_CODEC_FLAG_COPY_OPAQUE);
    if (codec.codec_type() == AVMEDIA_TYPE_VIDEO) {
      codec.framerate(stream.avg_frame_rate());
    } else if (codec.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC) {
      av_channel_layout_default(codec.ch_layout(), codec.ch_layout().nb_channels());
    }
  }

  private static void open(
      AVCodecContext codec,
      AVCodec decoder,
      InputOptions options,
      Map<String, String> offered,
      Set<String> unused,
      String what)
      throws IOException {
    Map<String, String> all = new HashMap<>(offered);
    all.put("threads", options.threads() == 0 ? "auto" : Integer.toString(options.threads()));
    AVDictionary dictionary = Dictionaries.of(all);
    try {
      FfmpegException.check(
          avcodec_open2(codec, decoder, dictionary),
          what + ": decoder '" + decoder.name().getString() + "'");
      unused.retainAll(Dictionaries.leftovers(dictionary));
    } finally {
      av_dict_free(dictionary);
    }
  }

  /** Aspect ratio that the container states, over what the codec does. */
  private static AVRational aspect(AVStream stream) {
    AVRational ofStream = stream.sample_aspect_ratio();
    return copy(ofStream.num() > 0 ? ofStream : stream.codecpar().sample_aspect_ratio());
  }

  /** Nominal frame rate, as FFmpeg guesses it; 0 when unknown. */
  static AVRational frameRate(MediaInput input, AVStream stream) {
    return copy(av_guess_frame_rate(input.context(), stream, null));
  }

  /** A value of its own: what FFmpeg's structures return are views into them. */
  static AVRational copy(AVRational rational) {
    return av_make_q(rational.num(), rational.den());
  }
}
