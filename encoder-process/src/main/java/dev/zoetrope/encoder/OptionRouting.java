package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_class;
import static org.bytedeco.ffmpeg.global.avformat.avformat_get_class;
import static org.bytedeco.ffmpeg.global.avformat.avio_protocol_get_class;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.ffmpeg.command.NearNames;
import dev.zoetrope.layout.StreamKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avutil.AVClass;
import org.bytedeco.ffmpeg.avutil.AVOption;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Tells which part of FFmpeg each option is for, before anything runs: an option may be for
 * several, and one that is for none is an error.
 *
 * @param video options of the video encoder
 * @param audio options of the audio encoder
 * @param muxer options of the muxer
 * @param protocol options of what carries the output
 */
record OptionRouting(
    Map<String, String> video,
    Map<String, String> audio,
    Map<String, String> muxer,
    Map<String, String> protocol) {

  /** Something that has options: a class that FFmpeg describes. */
  private record Owner(StreamKind kind, AVClass described, int flags, Map<String, String> into) {

    boolean takes(ExtraOption option) {
      boolean kindFits = option.kind() == null || option.kind() == kind;
      return kindFits && find(option.key()) != null;
    }

    AVOption find(String key) {
      try (PointerPointer<Pointer> object = new PointerPointer<>(1)) {
        object.put(0, described);
        AVOption option = av_opt_find(object, key, null, flags, AV_OPT_SEARCH_FAKE_OBJ);
        return option == null || option.isNull() ? null : option;
      }
    }

    List<String> names() {
      List<String> names = new ArrayList<>();
      try (PointerPointer<Pointer> object = new PointerPointer<>(1)) {
        object.put(0, described);
        for (AVOption option = av_opt_next(object, null);
            option != null && !option.isNull();
            option = av_opt_next(object, option)) {
          boolean isValue = option.offset() == 0;
          if (!isValue) {
            names.add(option.name().getString());
          }
        }
      }
      return names;
    }
  }

  /**
   * Routes options.
   *
   * @param options as given
   * @param muxer of the output
   * @param target of the output
   * @param video encoder, or null
   * @param audio encoder, or null
   * @return where they go
   * @throws OutputException naming an option that nothing takes, with near names
   */
  static OptionRouting of(
      List<ExtraOption> options,
      AVOutputFormat muxer,
      Target target,
      EncoderChoice video,
      EncoderChoice audio)
      throws OutputException {
    OptionRouting routing =
        new OptionRouting(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());
    List<Owner> owners = routing.owners(muxer, target, video, audio);
    for (ExtraOption option : options) {
      boolean taken = false;
      for (Owner owner : owners) {
        if (owner.takes(option)) {
          owner.into.put(option.key(), option.value());
          taken = true;
        }
      }
      if (!taken) {
        throw unknown(option, muxer, owners, video, audio);
      }
    }
    return routing;
  }

  private List<Owner> owners(
      AVOutputFormat muxer, Target target, EncoderChoice videoChoice, EncoderChoice audioChoice) {
    List<Owner> owners = new ArrayList<>();
    int encoding = AV_OPT_FLAG_ENCODING_PARAM;
    if (videoChoice != null) {
      addCodec(owners, StreamKind.VIDEO, videoChoice, encoding | AV_OPT_FLAG_VIDEO_PARAM, video);
    }
    if (audioChoice != null) {
      addCodec(owners, StreamKind.AUDIO, audioChoice, encoding | AV_OPT_FLAG_AUDIO_PARAM, audio);
    }
    owners.add(new Owner(null, avformat_get_class(), encoding, this.muxer));
    if (muxer.priv_class() != null) {
      owners.add(new Owner(null, muxer.priv_class(), 0, this.muxer));
    }
    AVClass carrier = avio_protocol_get_class(target.protocol());
    if (carrier != null) {
      owners.add(new Owner(null, carrier, 0, protocol));
    }
    return owners;
  }

  private static void addCodec(
      List<Owner> owners,
      StreamKind kind,
      EncoderChoice choice,
      int genericFlags,
      Map<String, String> into) {
    owners.add(new Owner(kind, avcodec_get_class(), genericFlags, into));
    if (choice.codec().priv_class() != null) {
      owners.add(new Owner(kind, choice.codec().priv_class(), AV_OPT_FLAG_ENCODING_PARAM, into));
    }
  }

  private static OutputException unknown(
      ExtraOption option,
      AVOutputFormat muxer,
      List<Owner> owners,
      EncoderChoice video,
      EncoderChoice audio) {
    if (option.kind() == null && List.of("c", "codec").contains(option.key())) {
      String written = option.written();
      return new OutputException(
          "option '%s': say of what: %s:v of the pictures, %s:a of the sound"
              .formatted(written, written, written));
    }
    List<String> known = new ArrayList<>();
    owners.forEach(owner -> known.addAll(owner.names()));
    List<String> parts = new ArrayList<>();
    if (video != null && option.kind() != StreamKind.AUDIO) {
      parts.add("encoder " + video.name());
    }
    if (audio != null && option.kind() != StreamKind.VIDEO) {
      parts.add("encoder " + audio.name());
    }
    parts.add("format " + Muxers.name(muxer));
    return new OutputException(
        "option '"
            + option.written()
            + "': not known to "
            + String.join(", ", parts)
            + NearNames.suggestion(option.key(), known));
  }
}
