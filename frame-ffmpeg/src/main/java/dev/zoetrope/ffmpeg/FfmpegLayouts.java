package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stage.FrameLayouts;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/** How all of FFmpeg's formats lie in a slot; those of hardware, which do not, are refused. */
public final class FfmpegLayouts implements FrameLayouts {
  @Override
  public void layOut(FrameHeader header) {
    if (header.kind() == StreamKind.VIDEO) {
      PictureLayout layout = picture(header);
      header.planeCount(layout.planeCount()).payloadLength(layout.payloadLength());
      for (int plane = 0; plane < layout.planeCount(); plane++) {
        header.plane(plane, layout.offset(plane), layout.stride(plane), layout.rows(plane));
      }
      agreeOnColors(header);
    } else {
      SampleLayout layout = samples(header);
      header.planeCount(1).payloadLength(layout.payloadLength());
      header.plane(0, 0, layout.stride(), layout.rows());
    }
  }

  /** Colours that were copied from a picture of another family would lie. */
  private static void agreeOnColors(FrameHeader header) {
    AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(av_get_pix_fmt(header.format()));
    boolean isRgb = (descriptor.flags() & AV_PIX_FMT_FLAG_RGB) != 0;
    boolean saysRgb = header.colorMatrix() == AVCOL_SPC_RGB;
    boolean isUnsaid = header.colorMatrix() == AVCOL_SPC_UNSPECIFIED;
    if (isRgb && !saysRgb && !isUnsaid) {
      header.color(
          AVCOL_RANGE_JPEG, header.colorPrimaries(), header.colorTransfer(), AVCOL_SPC_RGB, 0);
    } else if (!isRgb && saysRgb) {
      header.color(
          AVCOL_RANGE_UNSPECIFIED,
          header.colorPrimaries(),
          header.colorTransfer(),
          AVCOL_SPC_UNSPECIFIED,
          0);
    }
  }

  @Override
  public void check(FrameHeader header) {
    if (header.kind() == StreamKind.VIDEO) {
      PictureLayout needed = picture(header);
      require(header.planeCount() >= needed.planeCount(), header, "has too few planes");
      for (int plane = 0; plane < needed.planeCount(); plane++) {
        boolean covers =
            header.planeStride(plane) >= needed.rowLength(plane)
                && header.planeStride(plane) <= Integer.MAX_VALUE
                && header.planeRows(plane) >= needed.rows(plane);
        require(
            covers, header, tooSmall(header, plane, needed.rowLength(plane), needed.rows(plane)));
      }
    } else {
      SampleLayout needed = samples(header);
      boolean covers =
          header.planeRows(0) == needed.rows()
              && header.planeStride(0) >= needed.rowLength()
              && header.planeStride(0) <= Integer.MAX_VALUE;
      require(covers, header, tooSmall(header, 0, needed.rowLength(), needed.rows()));
    }
  }

  private static void require(boolean holds, FrameHeader header, String what) {
    if (!holds) {
      throw new IllegalArgumentException(describe(header) + " " + what);
    }
  }

  private static String tooSmall(FrameHeader header, int plane, long rowLength, int rows) {
    return "has a plane "
        + plane
        + " with stride "
        + header.planeStride(plane)
        + " and "
        + header.planeRows(plane)
        + " rows, it needs "
        + rowLength
        + " and "
        + rows;
  }

  private static PictureLayout picture(FrameHeader header) {
    int format = av_get_pix_fmt(header.format());
    if (format < 0) {
      throw new IllegalArgumentException("pixel format '" + header.format() + "': not known");
    }
    return PictureLayout.of(format, header.width(), header.height());
  }

  private static SampleLayout samples(FrameHeader header) {
    int format = av_get_sample_fmt(header.format());
    if (format < 0) {
      throw new IllegalArgumentException("sample format '" + header.format() + "': not known");
    }
    return SampleLayout.of(format, header.channels(), header.sampleCount());
  }

  /**
   * A frame in words.
   *
   * @param header of any frame
   * @return such as {@code 1280x720 yuv420p} or {@code 44100 Hz stereo fltp}
   */
  public static String describe(FrameHeader header) {
    return header.kind() == StreamKind.VIDEO
        ? header.width() + "x" + header.height() + " " + header.format()
        : header.sampleRate() + " Hz " + header.channelLayout() + " " + header.format();
  }
}
