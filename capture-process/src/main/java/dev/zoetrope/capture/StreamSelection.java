package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;

/**
 * Which streams of an input to take.
 *
 * @param video whether video is wanted
 * @param audio whether audio is wanted
 * @param maps what to take instead of FFmpeg's choice; those of this input only
 * @param isMapped whether there are maps at all, of any input
 */
record StreamSelection(boolean video, boolean audio, List<StreamSpecifier> maps, boolean isMapped) {
  static final StreamSelection BEST = new StreamSelection(true, true, List.of(), false);

  boolean wants(StreamKind kind) {
    return kind == StreamKind.VIDEO ? video : audio;
  }

  /** Kind of a stream; null when it is neither video nor audio. */
  static StreamKind kind(AVCodecParameters parameters) {
    return switch (parameters.codec_type()) {
      case AVMEDIA_TYPE_VIDEO -> StreamKind.VIDEO;
      case AVMEDIA_TYPE_AUDIO -> StreamKind.AUDIO;
      default -> null;
    };
  }

  /**
   * Chooses.
   *
   * @param context opened and probed
   * @param input its name, for messages
   * @return indices of streams, in the order of the maps, else video before audio; not empty
   * @throws IOException naming what there is instead
   */
  List<Integer> choose(AVFormatContext context, String input) throws IOException {
    List<Integer> chosen = isMapped ? mapped(context, input) : best(context);
    if (chosen.isEmpty()) {
      throw new IOException(
          "input '" + input + "': no stream of it is selected; it has " + describe(context));
    }
    return chosen;
  }

  private List<Integer> best(AVFormatContext context) {
    List<Integer> chosen = new ArrayList<>();
    for (int type : new int[] {AVMEDIA_TYPE_VIDEO, AVMEDIA_TYPE_AUDIO}) {
      boolean wanted = type == AVMEDIA_TYPE_VIDEO ? video : audio;
      // With a place for the decoder, only streams that can be decoded are considered.
      int index = wanted ? av_find_best_stream(context, type, -1, -1, new AVCodec(null), 0) : -1;
      if (index < 0 && wanted) {
        index = av_find_best_stream(context, type, -1, -1, (AVCodec) null, 0);
      }
      if (index >= 0) {
        chosen.add(index);
      }
    }
    return chosen;
  }

  private List<Integer> mapped(AVFormatContext context, String input) throws IOException {
    TreeSet<Integer> taken = new TreeSet<>();
    List<Integer> chosen = new ArrayList<>();
    for (StreamSpecifier map : maps) {
      boolean found = false;
      int number = 0;
      for (int index = 0; index < context.nb_streams(); index++) {
        StreamKind kind = kind(context.streams(index).codecpar());
        boolean counts = map.kind() == null || map.kind() == kind;
        boolean matches = counts && (map.index() < 0 || map.index() == number);
        number += counts ? 1 : 0;
        if (matches && kind != null && wants(kind)) {
          found = true;
          if (taken.add(index)) {
            chosen.add(index);
          }
        }
      }
      if (!found && !map.optional()) {
        throw new IOException(
            "-map '"
                + map.text()
                + "': matches no video or audio stream of '"
                + input
                + "', which has "
                + describe(context));
      }
    }
    return chosen;
  }

  /** The streams of an input, such as {@code 0 video (h264), 1 audio (aac)}. */
  static String describe(AVFormatContext context) {
    List<String> streams = new ArrayList<>();
    for (int index = 0; index < context.nb_streams(); index++) {
      AVCodecParameters parameters = context.streams(index).codecpar();
      var type = av_get_media_type_string(parameters.codec_type());
      streams.add(
          index
              + " "
              + (type == null || type.isNull() ? "unknown" : type.getString())
              + " ("
              + avcodec_get_name(parameters.codec_id()).getString()
              + ")");
    }
    return streams.isEmpty() ? "no streams" : String.join(", ", streams);
  }
}
