package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.command.NearNames;
import dev.zoetrope.layout.StreamKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * The encoder of a stream.
 *
 * @param codec the encoder
 * @param isDefault whether the user named none
 */
record EncoderChoice(AVCodec codec, boolean isDefault) {
  /** The better one first; FFmpeg's own order has hardware and system encoders among them. */
  private static final Map<Integer, List<String>> PREFERRED =
      Map.of(
          AV_CODEC_ID_H264, List.of("libx264", "libopenh264"),
          AV_CODEC_ID_HEVC, List.of("libx265"),
          AV_CODEC_ID_VP9, List.of("libvpx-vp9"),
          AV_CODEC_ID_VP8, List.of("libvpx"),
          AV_CODEC_ID_AV1, List.of("libsvtav1", "libaom-av1"),
          AV_CODEC_ID_OPUS, List.of("libopus"),
          AV_CODEC_ID_VORBIS, List.of("libvorbis", "vorbis"),
          AV_CODEC_ID_AAC, List.of("aac"));

  /** Encoders of the GPL build, and what comes nearest in the other one. */
  private static final Map<String, String> GPL =
      Map.of("libx264", "libopenh264", "libx265", "libsvtav1", "libxvid", "mpeg4");

  String name() {
    return codec.name().getString();
  }

  StreamKind kind() {
    return codec.type() == AVMEDIA_TYPE_VIDEO ? StreamKind.VIDEO : StreamKind.AUDIO;
  }

  boolean can(int capability) {
    return (codec.capabilities() & capability) != 0;
  }

  /**
   * Chooses an encoder.
   *
   * @param kind of the stream
   * @param wanted name of an encoder or codec; null for the muxer's default
   * @param muxer of the output
   * @param target of the output
   * @return the choice; null when the muxer takes no such streams unless told to
   * @throws OutputException naming what is unknown or missing, with near names
   */
  static EncoderChoice choose(StreamKind kind, String wanted, AVOutputFormat muxer, Target target)
      throws OutputException {
    boolean video = kind == StreamKind.VIDEO;
    if (wanted != null) {
      return new EncoderChoice(named(kind, wanted), false);
    }
    int id =
        video ? Muxers.defaultVideoCodec(muxer, target) : Muxers.defaultAudioCodec(muxer, target);
    if (id == AV_CODEC_ID_NONE) {
      return null;
    }
    AVCodec codec = find(id);
    if (codec == null) {
      throw new OutputException(
          "format '"
              + Muxers.name(muxer)
              + "': this build has no encoder for its "
              + avcodec_get_name(id).getString()
              + "; choose another with "
              + (video ? "-c:v" : "-c:a"));
    }
    return new EncoderChoice(codec, true);
  }

  private static AVCodec named(StreamKind kind, String wanted) throws OutputException {
    String option = kind == StreamKind.VIDEO ? "-c:v" : "-c:a";
    int type = kind == StreamKind.VIDEO ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO;
    if (wanted.equals("copy")) {
      throw new OutputException(
          "option '"
              + option
              + " copy': the frames are decoded already and cannot be copied as packets; name an"
              + " encoder, such as "
              + (kind == StreamKind.VIDEO ? "ffv1 or rawvideo" : "flac or pcm_s16le"));
    }
    AVCodec codec = avcodec_find_encoder_by_name(wanted);
    if (codec == null || codec.isNull()) {
      AVCodecDescriptor descriptor = avcodec_descriptor_get_by_name(wanted);
      codec = descriptor == null ? null : find(descriptor.id());
      if (codec == null && descriptor != null) {
        throw new OutputException("codec '" + wanted + "': this build has no encoder for it");
      }
    }
    if ((codec == null || codec.isNull()) && GPL.containsKey(wanted)) {
      throw new OutputException(
          "codec '"
              + wanted
              + "': not in this build of FFmpeg, which is the LGPL one; build with -Pgpl, or use "
              + GPL.get(wanted));
    }
    if (codec == null || codec.isNull()) {
      String remedy =
          "leave " + option + " out for the format's own, or name one of FFmpeg's encoders";
      throw new OutputException(
          "codec '" + wanted + "': unknown" + NearNames.suggestionOr(wanted, names(type), remedy));
    }
    if (codec.type() != type) {
      throw new OutputException(
          "codec '"
              + wanted
              + "': is no "
              + kind.name().toLowerCase(Locale.ROOT)
              + " encoder, as "
              + option
              + " wants");
    }
    return codec;
  }

  private static AVCodec find(int id) {
    for (String name : PREFERRED.getOrDefault(id, List.of())) {
      AVCodec codec = avcodec_find_encoder_by_name(name);
      if (codec != null && !codec.isNull()) {
        return codec;
      }
    }
    AVCodec codec = avcodec_find_encoder(id);
    return codec == null || codec.isNull() ? null : codec;
  }

  private static List<String> names(int type) {
    List<String> names = new ArrayList<>();
    try (PointerPointer<Pointer> state = new PointerPointer<>(1)) {
      state.put(0, (Pointer) null);
      for (AVCodec codec = av_codec_iterate(state);
          codec != null && !codec.isNull();
          codec = av_codec_iterate(state)) {
        if (av_codec_is_encoder(codec) != 0 && codec.type() == type) {
          names.add(codec.name().getString());
        }
      }
    }
    return names;
  }
}
