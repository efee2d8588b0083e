package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.AV_FRAME_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avutil.av_display_rotation_get;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_side_data;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_remove_side_data;

import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVOutputFormat;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.IntPointer;

/**
 * Turns pictures where their file cannot say how a player should turn them, as FFmpeg's program
 * does.
 */
final class Upright {
  /** Muxers that write a display matrix. */
  private static final Set<String> SAY_IT =
      Set.of("mov", "mp4", "ipod", "3gp", "3g2", "psp", "f4v", "ismv", "matroska", "webm");

  private static final int VALUES = 9;

  private Upright() {}

  /** Whether files of a format say how a player should turn the pictures. */
  static boolean isSaidBy(AVOutputFormat muxer) {
    return SAY_IT.contains(Muxers.name(muxer));
  }

  /**
   * Takes from a frame how it should be turned.
   *
   * @param frame loses its display matrix
   * @return filters that do it, empty when there is nothing to do
   */
  static String takeFrom(AVFrame frame) {
    AVFrameSideData data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (data == null || data.isNull() || data.size() < VALUES * Integer.BYTES) {
      return "";
    }
    int[] matrix = new int[VALUES];
    new IntPointer(data.data()).get(matrix);
    av_frame_remove_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    return filters(matrix);
  }

  private static String filters(int[] matrix) {
    double counterclockwise = av_display_rotation_get(matrix);
    if (Double.isNaN(counterclockwise)) {
      return "";
    }
    int clockwise = Math.floorMod(Math.round(-counterclockwise), 360);
    return switch (clockwise) {
      case 0 -> matrix[4] < 0 ? "vflip" : "";
      case 90 -> "transpose=" + (matrix[3] > 0 ? "cclock_flip" : "clock");
      case 180 -> matrix[4] >= 0 ? "hflip" : matrix[0] >= 0 ? "vflip" : "hflip,vflip";
      case 270 -> "transpose=" + (matrix[3] < 0 ? "clock_flip" : "cclock");
      default -> "rotate=" + clockwise + "*PI/180";
    };
  }
}
