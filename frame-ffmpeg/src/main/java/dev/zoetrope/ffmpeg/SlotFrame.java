package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.StreamKind;
import java.util.Locale;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * A slot as an {@code AVFrame}, without a copy: its data pointers lead into the slot. Of a lease,
 * its one buffer is read-only, and the lease is closed when the last reference to that buffer goes,
 * on whatever thread FFmpeg drops it. Of a claim, it may be written until the claim is published.
 */
public final class SlotFrame {
  private SlotFrame() {}

  /**
   * Wraps a lease, which the frame owns from now on: freeing the frame, or handing its reference to
   * a codec that drops it, closes the lease. On failure the lease is closed too.
   *
   * @param lease open
   * @return the frame; free it with {@code av_frame_free}. Its width and height are the coded ones;
   *     see {@link Cropping}
   * @throws FfmpegException when this build of FFmpeg does not know the format, or the planes do
   *     not cover the picture
   */
  public static AVFrame wrap(FrameLease lease) throws FfmpegException {
    long address = lease.payloadAddress();
    long length = length(lease.payload().capacity());
    return over(SlotBuffers.readOnly(address, length, lease::close), lease.header(), address);
  }

  /**
   * Views a lease, which stays the caller's: for a look during which nobody keeps a reference.
   *
   * @param lease open, and to be kept open while the frame is used
   * @return the frame, read-only; free it with {@code av_frame_free} before the lease is closed
   * @throws FfmpegException as {@link #wrap(FrameLease)}
   */
  public static AVFrame readOnlyView(FrameLease lease) throws FfmpegException {
    return view(lease.header(), lease.payloadAddress(), lease.payload().capacity(), false);
  }

  /**
   * Views a claim whose header describes it already, for FFmpeg to write planes into. The claim
   * stays the caller's.
   *
   * @param claim open, and to be kept open while the frame is used
   * @return the frame; free it with {@code av_frame_free} before the claim is published or closed,
   *     and let nobody keep a reference
   * @throws FfmpegException as {@link #wrap(FrameLease)}
   */
  public static AVFrame writableView(FrameClaim claim) throws FfmpegException {
    return view(claim.header(), claim.payloadAddress(), claim.payload().capacity(), true);
  }

  private static AVFrame view(FrameHeader header, long address, long capacity, boolean writable)
      throws FfmpegException {
    return over(SlotBuffers.view(address, length(capacity), writable), header, address);
  }

  /** Length of a slot's buffer, bytes: FFmpeg may read somewhat further than the payload. */
  static long length(long capacity) {
    return capacity + FrameHeaderDescriptor.TAIL_PADDING;
  }

  /**
   * Makes a frame over a buffer, which the frame owns from now on; on failure nobody does.
   *
   * @param header describes it
   * @param address start of the payload
   */
  static AVFrame over(AVBufferRef buffer, FrameHeader header, long address) throws FfmpegException {
    AVFrame frame = av_frame_alloc();
    if (frame == null || frame.isNull()) {
      av_buffer_unref(buffer);
      throw new FfmpegException(AVERROR_ENOMEM(), "frame: out of memory");
    }
    boolean made = false;
    try {
      frame.buf(0, buffer);
      describe(header, address, frame);
      made = true;
      return frame;
    } finally {
      if (!made) {
        av_frame_free(frame);
      }
    }
  }

  /** All but what {@link FrameHeader#revision} does not count. */
  static void setTimes(FrameHeader header, AVFrame frame) {
    frame.pts(header.pts()).duration(header.duration());
    frame.flags(flags(header));
  }

  /** All but the buffer. */
  private static void describe(FrameHeader header, long payload, AVFrame frame)
      throws FfmpegException {
    setTimes(header, frame);
    frame.time_base().num(header.timeBaseNum()).den(header.timeBaseDen());
    if (header.kind() == StreamKind.VIDEO) {
      describePicture(header, payload, frame);
    } else {
      describeSamples(header, payload, frame);
    }
  }

  private static int flags(FrameHeader header) {
    int flags = header.has(FrameHeader.KEY) ? AVFrame.AV_FRAME_FLAG_KEY : 0;
    flags |= header.has(FrameHeader.CORRUPT) ? AVFrame.AV_FRAME_FLAG_CORRUPT : 0;
    flags |= header.has(FrameHeader.INTERLACED) ? AVFrame.AV_FRAME_FLAG_INTERLACED : 0;
    return flags
        | (header.has(FrameHeader.TOP_FIELD_FIRST) ? AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST : 0);
  }

  private static void describePicture(FrameHeader header, long payload, AVFrame frame)
      throws FfmpegException {
    int format = av_get_pix_fmt(header.format());
    AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(format);
    if (descriptor == null || (descriptor.flags() & AV_PIX_FMT_FLAG_HWACCEL) != 0) {
      throw unknownFormat("pixel format", header.format());
    }
    frame.format(format).width(header.width()).height(header.height());
    PictureLayout needed = PictureLayout.of(format, header.width(), header.height());
    for (int plane = 0; plane < needed.planeCount(); plane++) {
      boolean covered =
          plane < header.planeCount()
              && header.planeStride(plane) >= needed.rowLength(plane)
              && header.planeStride(plane) <= Integer.MAX_VALUE
              && header.planeRows(plane) >= needed.rows(plane);
      if (!covered) {
        throw tooShort(header, plane);
      }
      frame.data(plane, new Address(payload + header.planeOffset(plane)));
      frame.linesize(plane, (int) header.planeStride(plane));
    }
    frame.crop_left(header.cropLeft()).crop_right(header.cropRight());
    frame.crop_top(header.cropTop()).crop_bottom(header.cropBottom());
    frame.sample_aspect_ratio().num(header.sarNum()).den(header.sarDen());
    boolean isRgb = (descriptor.flags() & AV_PIX_FMT_FLAG_RGB) != 0;
    frame.color_range(header.colorRange());
    frame.color_primaries(unlessReserved(header.colorPrimaries(), AVCOL_PRI_UNSPECIFIED));
    frame.color_trc(unlessReserved(header.colorTransfer(), AVCOL_TRC_UNSPECIFIED));
    frame.colorspace(
        isRgb ? header.colorMatrix() : unlessReserved(header.colorMatrix(), AVCOL_SPC_UNSPECIFIED));
    frame.chroma_location(header.chromaLocation());
    DisplayMatrix.toFrame(header, frame);
    HdrMetadata.toFrame(header, frame);
  }

  /**
   * A header that says nothing of colours is full of zeros; FFmpeg takes that for a wrong word, and
   * for YUV in the matrix of RGB.
   */
  private static int unlessReserved(int code, int unspecified) {
    return code == 0 ? unspecified : code;
  }

  private static void describeSamples(FrameHeader header, long payload, AVFrame frame)
      throws FfmpegException {
    int format = av_get_sample_fmt(header.format());
    if (format < 0) {
      throw unknownFormat("sample format", header.format());
    }
    int channels = header.channels();
    SampleLayout needed = SampleLayout.of(format, channels, header.sampleCount());
    long stride = header.planeStride(0);
    if (header.planeRows(0) != needed.rows()
        || stride < needed.rowLength()
        || stride > Integer.MAX_VALUE) {
      throw tooShort(header, 0);
    }
    frame.format(format).sample_rate(header.sampleRate()).nb_samples(header.sampleCount());
    ChannelLayouts.set(header.channelLayout(), channels, frame.ch_layout());
    frame.linesize(0, (int) stride);
    int direct = Math.min(needed.rows(), AVFrame.AV_NUM_DATA_POINTERS);
    for (int row = 0; row < direct; row++) {
      frame.data(row, new Address(payload + row * stride));
    }
    if (needed.rows() > direct) {
      Pointer pointers = av_malloc((long) needed.rows() * Long.BYTES);
      if (pointers == null) {
        throw new FfmpegException(AVERROR_ENOMEM(), "frame: out of memory");
      }
      PointerPointer<Pointer> extended = new PointerPointer<>(pointers);
      for (int row = 0; row < needed.rows(); row++) {
        extended.put(row, new Address(payload + row * stride));
      }
      frame.extended_data(extended);
    }
  }

  private static FfmpegException unknownFormat(String what, String format) {
    return new FfmpegException(0, what + " '" + format + "': not known to this build of FFmpeg");
  }

  private static FfmpegException tooShort(FrameHeader header, int plane) {
    return new FfmpegException(
        0,
        String.format(
            Locale.ROOT,
            "frame of format '%s': plane %d with stride %d and %d rows does not cover it",
            header.format(),
            plane,
            header.planeStride(plane),
            header.planeRows(plane)));
  }
}
