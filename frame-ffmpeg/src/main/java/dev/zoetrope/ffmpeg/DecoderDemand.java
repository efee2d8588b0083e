package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;

/**
 * How many pictures a decoder holds at once. It is what the format allows where that is known
 * before the first packet, else what is usual; a decoder that wants more finds heap memory.
 */
final class DecoderDemand {
  private static final int MAX_REFERENCES = 16;
  private static final int USUAL_REFERENCES = 3;
  private static final int MACROBLOCK = 16;

  /** Of H.264, macroblocks of all reference pictures by level (ITU-T H.264, table A-1). */
  private static final NavigableMap<Integer, Integer> MACROBLOCKS_OF_LEVEL = new TreeMap<>();

  static {
    int[][] limits = {
      {9, 396},
      {11, 900},
      {12, 2376},
      {21, 4752},
      {22, 8100},
      {31, 18_000},
      {32, 20_480},
      {40, 32_768},
      {42, 34_816},
      {50, 110_400},
      {51, 184_320},
      {60, 696_320}
    };
    for (int[] limit : limits) {
      MACROBLOCKS_OF_LEVEL.put(limit[0], limit[1]);
    }
  }

  private DecoderDemand() {}

  /** Pictures of an opened decoder: those it refers to, one for each thread, one ready, one out. */
  static int pictures(AVCodecContext codec) {
    return references(codec) + threads(codec) + 2;
  }

  /** Pictures that an opened decoder decodes at once. */
  static int threads(AVCodecContext codec) {
    boolean isByFrame = (codec.active_thread_type() & AVCodecContext.FF_THREAD_FRAME) != 0;
    return isByFrame ? Math.max(1, codec.thread_count()) : 1;
  }

  private static int references(AVCodecContext codec) {
    AVCodecDescriptor descriptor = avcodec_descriptor_get(codec.codec_id());
    if (descriptor != null && (descriptor.props() & AV_CODEC_PROP_INTRA_ONLY) != 0) {
      return 1;
    }
    int allowed =
        switch (codec.codec_id()) {
          case AV_CODEC_ID_H264 -> ofH264(codec);
          case AV_CODEC_ID_HEVC -> ofHevc(codec);
          case AV_CODEC_ID_VP9 -> USUAL_REFERENCES + 2;
          default -> USUAL_REFERENCES;
        };
    return Math.min(MAX_REFERENCES, Math.max(allowed, codec.has_b_frames() + 1));
  }

  private static int ofH264(AVCodecContext codec) {
    var level = MACROBLOCKS_OF_LEVEL.floorEntry(codec.level());
    int rows = (codec.height() + MACROBLOCK - 1) / MACROBLOCK;
    int columns = (codec.width() + MACROBLOCK - 1) / MACROBLOCK;
    return level == null ? USUAL_REFERENCES : level.getValue() / Math.max(1, rows * columns);
  }

  /**
   * Six at the largest size of a level, more below (ITU-T H.265, A.4.2); levels are seldom full.
   */
  private static int ofHevc(AVCodecContext codec) {
    return codec.has_b_frames() + USUAL_REFERENCES + 1;
  }
}
