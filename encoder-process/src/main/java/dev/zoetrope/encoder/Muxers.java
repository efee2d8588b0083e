package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;

import dev.zoetrope.ffmpeg.command.NearNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Chooses muxers, and what they do unless told otherwise. */
final class Muxers {
  /** Muxers whose users expect H.264 and AAC, whatever FFmpeg's own default is. */
  private static final Set<String> H264_AAC =
      Set.of("mp4", "mov", "ipod", "matroska", "mpegts", "hls", "dash", "flv", "rtsp", "3gp");

  private static final Set<String> CRASH_SAFE = Set.of("mp4", "mov", "ipod");

  private static final Set<String> IN_CLUSTERS = Set.of("matroska", "webm");

  /** A crash costs about this much of the end, microseconds of media time. */
  private static final String FRAGMENT_US = "1000000";

  /** The same, milliseconds. */
  private static final String CLUSTER_MS = "1000";

  /** For URLs, which have no extension to go by. */
  private static final Map<String, String> BY_PROTOCOL =
      Map.ofEntries(
          Map.entry("rtmp", "flv"),
          Map.entry("rtmps", "flv"),
          Map.entry("rtmpt", "flv"),
          Map.entry("rtmpe", "flv"),
          Map.entry("srt", "mpegts"),
          Map.entry("udp", "mpegts"),
          Map.entry("tcp", "mpegts"),
          Map.entry("rist", "mpegts"),
          Map.entry("rtp", "rtp_mpegts"));

  private Muxers() {}

  /**
   * Chooses a muxer.
   *
   * @param target goes by its extension or protocol
   * @param format name of a muxer, or null
   * @return the muxer
   * @throws OutputException with near names when there is none
   */
  static AVOutputFormat choose(Target target, String format) throws OutputException {
    if (format != null) {
      AVOutputFormat named = av_guess_format(format, null, null);
      if (named == null || named.isNull()) {
        throw new OutputException(
            "format '"
                + format
                + "': unknown"
                + NearNames.suggestionOr(
                    format, names(), "leave -f out to go by the name of the output"));
      }
      return named;
    }
    String byProtocol = BY_PROTOCOL.get(target.protocol());
    AVOutputFormat guessed =
        target.url().startsWith("rtsp:")
            ? av_guess_format("rtsp", null, null)
            : byProtocol != null
                ? av_guess_format(byProtocol, null, null)
                : av_guess_format((String) null, target.url(), null);
    if (guessed == null || guessed.isNull()) {
      throw new OutputException(
          "output '"
              + target.name()
              + "': no format goes with that name; choose one with -f, such as -f mp4");
    }
    return guessed;
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    try (PointerPointer<Pointer> state = new PointerPointer<>(1)) {
      state.put(0, (Pointer) null);
      for (AVOutputFormat muxer = av_muxer_iterate(state);
          muxer != null && !muxer.isNull();
          muxer = av_muxer_iterate(state)) {
        names.addAll(List.of(muxer.name().getString().split(",")));
      }
    }
    return names;
  }

  static boolean has(AVOutputFormat muxer, int flag) {
    return (muxer.flags() & flag) != 0;
  }

  /** Codec that pictures get unless one is named; AV_CODEC_ID_NONE when the muxer takes none. */
  static int defaultVideoCodec(AVOutputFormat muxer, Target target) {
    return muxer.video_codec() != AV_CODEC_ID_NONE && H264_AAC.contains(name(muxer))
        ? AV_CODEC_ID_H264
        : av_guess_codec(
            muxer, null, target.url(), null, org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO);
  }

  /** Codec that sound gets unless one is named; AV_CODEC_ID_NONE when the muxer takes none. */
  static int defaultAudioCodec(AVOutputFormat muxer, Target target) {
    return muxer.audio_codec() != AV_CODEC_ID_NONE && H264_AAC.contains(name(muxer))
        ? AV_CODEC_ID_AAC
        : av_guess_codec(
            muxer, null, target.url(), null, org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO);
  }

  /** First of the muxer's names. */
  static String name(AVOutputFormat muxer) {
    return muxer.name().getString().split(",", 2)[0];
  }

  /**
   * Options that a muxer gets, the user's before all: files that survive a crash, play lists that
   * keep all of a finite source.
   *
   * @param live whether the source has no end
   * @param chosen options that the user set
   */
  static Map<String, String> defaults(
      AVOutputFormat muxer, Target target, boolean live, Map<String, String> chosen) {
    Map<String, String> options = new LinkedHashMap<>();
    if (CRASH_SAFE.contains(name(muxer)) && !chosen.containsKey("movflags")) {
      options.put(
          "movflags",
          target.isSeekable()
              ? "+hybrid_fragmented"
              : "+frag_keyframe+empty_moov+default_base_moof");
      // Or the sound's priming samples would delay everything but the first picture.
      options.put("use_editlist", "1");
      // A fragment is no use to a reader, or after a crash, while it waits in a buffer.
      options.put("flush_packets", "1");
      options.put("frag_duration", FRAGMENT_US);
    }
    if (IN_CLUSTERS.contains(name(muxer))) {
      options.put("flush_packets", "1");
      options.put("cluster_time_limit", CLUSTER_MS);
    }
    if (name(muxer).equals("hls") && !live) {
      options.put("hls_list_size", "0");
    }
    options.putAll(chosen);
    return options;
  }

  /** Whether frames must come at a constant rate. */
  static boolean wantsConstantRate(AVOutputFormat muxer) {
    return !has(muxer, AVFMT_VARIABLE_FPS) && !has(muxer, AVFMT_NOTIMESTAMPS);
  }
}
