package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.bytedeco.ffmpeg.global.swscale.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.StreamKind;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;

/**
 * Pictures as Java's own images: a copy, converted by libswscale from whatever pixel format they
 * have. Convenient, and far from the fastest way to look at pixels.
 */
public final class BufferedImages {
  private BufferedImages() {}

  /**
   * Copies the visible picture of a lease.
   *
   * @param lease a video frame, open, and still so afterwards
   * @return an image of 8-bit grey for grey formats, with alpha for such that have it, else of BGR
   * @throws FfmpegException when this build of FFmpeg cannot convert the format
   * @throws IllegalArgumentException for audio
   */
  public static BufferedImage copyOf(FrameLease lease) throws FfmpegException {
    if (lease.header().kind() != StreamKind.VIDEO) {
      throw new IllegalArgumentException("an audio frame is no picture");
    }
    AVFrame whole = SlotFrame.readOnlyView(lease);
    AVFrame visible = null;
    try {
      visible = Cropping.visible(whole);
      return convert(visible);
    } finally {
      av_frame_free(whole);
      if (visible != null) {
        av_frame_free(visible);
      }
    }
  }

  private static BufferedImage convert(AVFrame source) throws FfmpegException {
    AVPixFmtDescriptor about = av_pix_fmt_desc_get(source.format());
    boolean hasAlpha = (about.flags() & (AV_PIX_FMT_FLAG_ALPHA | AV_PIX_FMT_FLAG_PAL)) != 0;
    int format =
        hasAlpha
            ? AV_PIX_FMT_ABGR
            : about.nb_components() == 1 ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_BGR24;
    int type =
        hasAlpha
            ? BufferedImage.TYPE_4BYTE_ABGR
            : format == AV_PIX_FMT_GRAY8
                ? BufferedImage.TYPE_BYTE_GRAY
                : BufferedImage.TYPE_3BYTE_BGR;
    AVFrame target = av_frame_alloc();
    SwsContext context = sws_alloc_context();
    try {
      target.format(format).width(source.width()).height(source.height());
      target.color_range(AVCOL_RANGE_JPEG);
      context.flags(SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT);
      FfmpegException.check(sws_scale_frame(context, target, source), "picture");
      BufferedImage image = new BufferedImage(source.width(), source.height(), type);
      copyRows(target, ((DataBufferByte) image.getRaster().getDataBuffer()).getData());
      return image;
    } finally {
      sws_free_context(context);
      av_frame_free(target);
    }
  }

  private static void copyRows(AVFrame frame, byte[] pixels) {
    int rowLength = pixels.length / frame.height();
    BytePointer data = frame.data(0);
    for (int y = 0; y < frame.height(); y++) {
      data.position((long) y * frame.linesize(0)).get(pixels, y * rowLength, rowLength);
    }
  }
}
