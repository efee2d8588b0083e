package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.layout.FrameHeader;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.javacpp.IntPointer;

/** FFmpeg's display matrix as a frame header has it: degrees clockwise, after a mirroring. */
final class DisplayMatrix {
  private static final int VALUES = 9;
  private static final long LENGTH = VALUES * Integer.BYTES;

  private DisplayMatrix() {}

  /** Reads the matrix of a frame, where there is one, into rotation and flip of a header. */
  static void toHeader(AVFrame frame, FrameHeader header) {
    AVFrameSideData data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (data == null || data.isNull() || data.size() < LENGTH) {
      return;
    }
    int[] matrix = new int[VALUES];
    new IntPointer(data.data()).get(matrix);
    double determinant = (double) matrix[0] * matrix[4] - (double) matrix[1] * matrix[3];
    if (determinant < 0) {
      header.flags(header.flags() | FrameHeader.HORIZONTAL_FLIP);
      mirror(matrix);
    }
    double counterclockwise = av_display_rotation_get(matrix);
    if (!Double.isNaN(counterclockwise)) {
      header.rotation(Math.floorMod(Math.round(-counterclockwise), 360));
    }
  }

  /** Mirrors left to right before what the matrix does; av_display_matrix_flip does so after. */
  private static void mirror(int[] matrix) {
    matrix[0] = -matrix[0];
    matrix[1] = -matrix[1];
  }

  /** Attaches the matrix that a header's rotation and flip make, where there is one. */
  static void toFrame(FrameHeader header, AVFrame frame) throws FfmpegException {
    boolean flip = header.has(FrameHeader.HORIZONTAL_FLIP);
    if (header.rotation() == 0 && !flip) {
      return;
    }
    AVFrameSideData data = av_frame_new_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX, LENGTH);
    if (data == null || data.isNull()) {
      throw new FfmpegException(AVERROR_ENOMEM(), "frame: out of memory");
    }
    int[] matrix = new int[VALUES];
    av_display_rotation_set(matrix, header.rotation());
    if (flip) {
      mirror(matrix);
    }
    new IntPointer(data.data()).put(matrix);
  }
}
