package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameHold;
import dev.zoetrope.layout.FrameHeader;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/**
 * Writes an {@code AVFrame} into a claimed slot: the header from its fields, the payload by the one
 * copy. Frames lie in memory; those of hardware are downloaded first.
 */
public final class FrameToSlot {
  private FrameToSlot() {}

  /**
   * Bytes that a frame needs in a slot.
   *
   * @param frame video or audio
   * @return the length to claim
   */
  public static long payloadLength(AVFrame frame) {
    return isVideo(frame)
        ? pictureLayout(frame).payloadLength()
        : sampleLayout(frame).payloadLength();
  }

  private static PictureLayout pictureLayout(AVFrame frame) {
    return PictureLayout.of(frame.format(), visibleWidth(frame), visibleHeight(frame));
  }

  private static SampleLayout sampleLayout(AVFrame frame) {
    return SampleLayout.of(frame.format(), frame.ch_layout().nb_channels(), frame.nb_samples());
  }

  /**
   * Fills a claim from a frame. Only the visible picture is copied: the crop becomes zero.
   * Publishing is left to the caller, and so are flags that a frame does not know, which can be
   * added after.
   *
   * @param frame video or audio; not changed
   * @param claim at least {@link #payloadLength} bytes
   * @param timeBaseNum numerator of the time base of the frame's times
   * @param timeBaseDen denominator of it
   * @param captureTimeNs monotonic clock when the frame was captured or decoded, nanoseconds
   */
  public static void write(
      AVFrame frame, FrameClaim claim, int timeBaseNum, int timeBaseDen, long captureTimeNs) {
    describe(frame, claim.header(), timeBaseNum, timeBaseDen, captureTimeNs);
    if (isVideo(frame)) {
      writePicture(frame, claim, pictureLayout(frame));
    } else {
      writeSamples(frame, claim, sampleLayout(frame));
    }
  }

  /**
   * Describes a picture that was decoded into the slot. Its planes begin where its crop says.
   *
   * @param frame not changed; cropped already
   * @param hold where it lies, publishable
   * @param timeBaseNum numerator of the time base of the frame's times
   * @param timeBaseDen denominator of it
   * @param captureTimeNs monotonic clock when the frame was captured or decoded, nanoseconds
   * @return false when a plane lies so that no header can say it: then the frame has to be copied
   */
  public static boolean describe(
      AVFrame frame, FrameHold hold, int timeBaseNum, int timeBaseDen, long captureTimeNs) {
    PictureLayout visible = pictureLayout(frame);
    if (Cropping.isCropped(frame) || !isInside(frame, hold, visible)) {
      return false;
    }
    FrameHeader header = hold.header();
    describe(frame, header, timeBaseNum, timeBaseDen, captureTimeNs);
    describePicture(frame, header, visible);
    header.payloadLength(hold.payloadCapacity());
    for (int plane = 0; plane < visible.planeCount(); plane++) {
      long offset = frame.data(plane).address() - hold.payloadAddress();
      header.plane(plane, offset, frame.linesize(plane), visible.rows(plane));
    }
    return true;
  }

  private static boolean isInside(AVFrame frame, FrameHold hold, PictureLayout visible) {
    for (int plane = 0; plane < visible.planeCount(); plane++) {
      long offset = frame.data(plane).address() - hold.payloadAddress();
      long stride = frame.linesize(plane);
      boolean isInside =
          stride >= visible.rowLength(plane)
              && offset >= 0
              && offset % PictureLayout.ALIGNMENT == 0
              && offset + stride * visible.rows(plane) <= hold.payloadCapacity();
      if (!isInside) {
        return false;
      }
    }
    return true;
  }

  private static void describe(
      AVFrame frame, FrameHeader header, int timeBaseNum, int timeBaseDen, long captureTimeNs) {
    header.time(frame.pts(), Math.max(0, frame.duration()), timeBaseNum, timeBaseDen);
    header.captureTimeNs(captureTimeNs);
    header.flags(flags(frame));
  }

  private static void take(FrameClaim claim, long needed) {
    if (needed > claim.payload().capacity()) {
      throw new IllegalArgumentException(
          "the frame needs " + needed + " bytes, the claim has " + claim.payload().capacity());
    }
    claim.header().payloadLength(needed);
  }

  private static boolean isVideo(AVFrame frame) {
    return frame.width() > 0;
  }

  private static int visibleWidth(AVFrame frame) {
    return (int) (frame.width() - frame.crop_left() - frame.crop_right());
  }

  private static int visibleHeight(AVFrame frame) {
    return (int) (frame.height() - frame.crop_top() - frame.crop_bottom());
  }

  private static int flags(AVFrame frame) {
    int from = frame.flags();
    int flags = 0;
    flags |= (from & AVFrame.AV_FRAME_FLAG_KEY) != 0 ? FrameHeader.KEY : 0;
    flags |= (from & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0 ? FrameHeader.INTERLACED : 0;
    flags |= (from & AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0 ? FrameHeader.TOP_FIELD_FIRST : 0;
    boolean damaged =
        (from & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0 || frame.decode_error_flags() != 0;
    return flags | (damaged ? FrameHeader.CORRUPT : 0);
  }

  private static void writePicture(AVFrame frame, FrameClaim claim, PictureLayout layout) {
    take(claim, layout.payloadLength());
    FrameHeader header = claim.header();
    describePicture(frame, header, layout);
    AVFrame visible = Cropping.visible(frame);
    try {
      for (int plane = 0; plane < layout.planeCount(); plane++) {
        header.plane(plane, layout.offset(plane), layout.stride(plane), layout.rows(plane));
        copyPlane(visible, plane, layout, claim.payloadAddress());
      }
    } finally {
      av_frame_free(visible);
    }
  }

  private static void describePicture(AVFrame frame, FrameHeader header, PictureLayout layout) {
    header.video(layout.formatName(), visibleWidth(frame), visibleHeight(frame));
    header.color(
        frame.color_range(),
        frame.color_primaries(),
        frame.color_trc(),
        frame.colorspace(),
        frame.chroma_location());
    AVRational aspect = frame.sample_aspect_ratio();
    if (aspect.num() > 0 && aspect.den() > 0) {
      header.sampleAspectRatio(aspect.num(), aspect.den());
    }
    DisplayMatrix.toHeader(frame, header);
    HdrMetadata.toHeader(frame, header);
    header.planeCount(layout.planeCount());
  }

  private static void copyPlane(AVFrame frame, int plane, PictureLayout layout, long payload) {
    int rowLength = layout.rowLength(plane);
    boolean isOneRow = layout.rows(plane) == 1;
    av_image_copy_plane(
        new Address(payload + layout.offset(plane)),
        layout.stride(plane),
        frame.data(plane),
        isOneRow ? rowLength : frame.linesize(plane),
        rowLength,
        layout.rows(plane));
  }

  private static void writeSamples(AVFrame frame, FrameClaim claim, SampleLayout layout) {
    take(claim, layout.payloadLength());
    FrameHeader header = claim.header();
    header.audio(
        av_get_sample_fmt_name(frame.format()).getString(),
        frame.sample_rate(),
        frame.ch_layout().nb_channels(),
        ChannelLayouts.name(frame.ch_layout()),
        frame.nb_samples());
    header.planeCount(1).plane(0, 0, layout.stride(), layout.rows());
    for (int row = 0; row < layout.rows(); row++) {
      new Address(claim.payloadAddress() + row * layout.stride())
          .limit(layout.rowLength())
          .put(new Address(frame.extended_data(row).address()).limit(layout.rowLength()));
    }
  }
}
