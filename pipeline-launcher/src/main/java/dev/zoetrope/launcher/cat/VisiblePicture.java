package dev.zoetrope.launcher.cat;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BITSTREAM;
import static org.bytedeco.ffmpeg.global.avutil.av_get_pix_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_image_fill_max_pixsteps;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_count_planes;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.PictureLayout;
import dev.zoetrope.layout.FrameHeader;
import java.nio.ByteBuffer;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/**
 * The rows of a picture that are to be seen, without what its strides and its crop leave out.
 * FFmpeg's own packing to alignment 1, but that nothing is copied.
 */
final class VisiblePicture {
  private static final int MAX_PLANES = 4;

  private final int width;
  private final int height;
  private final PictureLayout layout;
  private final int[] skippedBytes = new int[MAX_PLANES];
  private final int[] skippedRows = new int[MAX_PLANES];

  private VisiblePicture(int width, int height, PictureLayout layout) {
    this.width = width;
    this.height = height;
    this.layout = layout;
  }

  /** For frames that look like this one. */
  static VisiblePicture of(FrameHeader header) {
    int format = av_get_pix_fmt(header.format());
    AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(format);
    int width = header.width() - header.cropLeft() - header.cropRight();
    int height = header.height() - header.cropTop() - header.cropBottom();
    PictureLayout layout = PictureLayout.of(format, width, height);
    VisiblePicture picture = new VisiblePicture(width, height, layout);
    // Pixels that share a byte cannot be cropped at the left; FFmpeg does not either.
    if ((descriptor.flags() & AV_PIX_FMT_FLAG_BITSTREAM) == 0) {
      int[] steps = new int[MAX_PLANES];
      av_image_fill_max_pixsteps(steps, new int[MAX_PLANES], descriptor);
      for (int plane = 0; plane < av_pix_fmt_count_planes(format); plane++) {
        boolean isChroma = plane == 1 || plane == 2;
        int x = header.cropLeft() >> (isChroma ? descriptor.log2_chroma_w() : 0);
        picture.skippedBytes[plane] = x * steps[plane];
        picture.skippedRows[plane] =
            header.cropTop() >> (isChroma ? descriptor.log2_chroma_h() : 0);
      }
    }
    return picture;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Bytes of all rows. */
  long length() {
    long length = 0;
    for (int plane = 0; plane < layout.planeCount(); plane++) {
      length += (long) layout.rowLength(plane) * layout.rows(plane);
    }
    return length;
  }

  /** Adds a picture's rows, as they lie in its slot. */
  void addRows(FrameLease frame, List<ByteBuffer> rows) {
    for (int plane = 0; plane < layout.planeCount(); plane++) {
      ByteBuffer bytes = frame.plane(plane);
      int stride = (int) frame.header().planeStride(plane);
      int length = layout.rowLength(plane);
      int start = skippedRows[plane] * stride + skippedBytes[plane];
      if (stride == length) {
        rows.add(bytes.slice(start, length * layout.rows(plane)));
      } else {
        for (int row = 0; row < layout.rows(plane); row++) {
          rows.add(bytes.slice(start + row * stride, length));
        }
      }
    }
  }
}
