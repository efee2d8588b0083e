package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avcodec;

/**
 * Where the planes of a picture lie in a payload: offsets and strides are multiples of 64 bytes,
 * and after each plane there is room for codecs that read past its end. A palette is a plane of its
 * own. Immutable.
 */
public final class PictureLayout {
  /** Bytes of a palette: 256 colours of 4 bytes. */
  public static final int PALETTE_LENGTH = 1024;

  /** Of offsets and strides, bytes. */
  static final int ALIGNMENT = 64;

  private static final int SLACK = 16 + ALIGNMENT;
  private static final int MAX_PLANES = 4;

  /** Of the picture before: most are like it. */
  private static volatile Known last;

  private final String formatName;
  private final int planeCount;
  private final long[] offsets = new long[MAX_PLANES];
  private final int[] strides = new int[MAX_PLANES];
  private final int[] rows = new int[MAX_PLANES];
  private final int[] rowLengths = new int[MAX_PLANES];
  private final long payloadLength;

  /** A layout, and what it is for: it takes a dozen calls to make one. */
  private record Known(int pixelFormat, int width, int height, PictureLayout layout) {}

  /** Where a decoder writes: strides are given, and every plane has the room that it asks for. */
  private PictureLayout(
      int pixelFormat, AVPixFmtDescriptor descriptor, int width, int height, int[] linesizes) {
    formatName = av_get_pix_fmt_name(pixelFormat).getString();
    int planes = av_pix_fmt_count_planes(pixelFormat);
    long offset = 0;
    for (int plane = 0; plane < planes; plane++) {
      rowLengths[plane] = av_image_get_linesize(pixelFormat, width, plane);
      strides[plane] = linesizes[plane];
      rows[plane] = rows(descriptor, plane, height);
      offsets[plane] = offset;
      offset = align(offset + (long) strides[plane] * rows[plane] + SLACK);
    }
    this.planeCount = planes;
    this.payloadLength = offset;
  }

  private PictureLayout(int pixelFormat, AVPixFmtDescriptor descriptor, int width, int height) {
    boolean hasPalette = (descriptor.flags() & AV_PIX_FMT_FLAG_PAL) != 0;
    formatName = av_get_pix_fmt_name(pixelFormat).getString();
    int planes = av_pix_fmt_count_planes(pixelFormat);
    long offset = 0;
    for (int plane = 0; plane < planes; plane++) {
      rowLengths[plane] = av_image_get_linesize(pixelFormat, width, plane);
      strides[plane] = (int) align(rowLengths[plane]);
      rows[plane] = rows(descriptor, plane, height);
      offsets[plane] = offset;
      offset = align(offset + (long) strides[plane] * rows[plane] + SLACK);
    }
    if (hasPalette) {
      rowLengths[1] = PALETTE_LENGTH;
      strides[1] = PALETTE_LENGTH;
      rows[1] = 1;
      offsets[1] = offset;
      offset += PALETTE_LENGTH;
    }
    this.planeCount = hasPalette ? 2 : planes;
    this.payloadLength = offset;
  }

  /**
   * Lays out a picture.
   *
   * @param pixelFormat FFmpeg's number of a software pixel format
   * @param width pixels
   * @param height pixels
   * @return the layout
   * @throws IllegalArgumentException for formats without planes in memory, and sizes out of range
   */
  public static PictureLayout of(int pixelFormat, int width, int height) {
    Known known = last;
    if (known == null
        || known.pixelFormat != pixelFormat
        || known.width != width
        || known.height != height) {
      known = new Known(pixelFormat, width, height, make(pixelFormat, width, height));
      last = known;
    }
    return known.layout;
  }

  private static PictureLayout make(int pixelFormat, int width, int height) {
    AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(pixelFormat);
    if (descriptor == null || (descriptor.flags() & AV_PIX_FMT_FLAG_HWACCEL) != 0) {
      throw new IllegalArgumentException(
          "pixel format " + pixelFormat + " has no planes in memory; download the frame first");
    }
    if (width < 1 || height < 1 || av_image_get_linesize(pixelFormat, width, 0) < 0) {
      throw new IllegalArgumentException("picture size is " + width + "x" + height);
    }
    return new PictureLayout(pixelFormat, descriptor, width, height);
  }

  /**
   * Lays out a picture for a decoder to write to, as libavcodec's own allocator does: decoders
   * write whole blocks, beyond the picture's edges.
   *
   * @param codec an opened decoder, or one of its threads
   * @param pixelFormat FFmpeg's number
   * @param width coded pixels
   * @param height coded pixels
   * @return the layout, of the picture with its blocks; null for formats that are not simply planes
   *     in memory, and sizes out of range
   */
  public static PictureLayout ofDecoder(
      AVCodecContext codec, int pixelFormat, int width, int height) {
    AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(pixelFormat);
    int unfit = AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_PAL;
    if (descriptor == null || (descriptor.flags() & unfit) != 0 || width < 1 || height < 1) {
      return null;
    }
    int[] codedWidth = {width};
    int[] codedHeight = {height};
    int[] alignments = new int[AVFrame.AV_NUM_DATA_POINTERS];
    avcodec.avcodec_align_dimensions2(codec, codedWidth, codedHeight, alignments);
    int alignment = Math.max(ALIGNMENT, Arrays.stream(alignments).max().orElse(0));
    int[] linesizes = new int[MAX_PLANES];
    int tried = codedWidth[0];
    do {
      if (tried < 1 || av_image_fill_linesizes(linesizes, pixelFormat, tried) < 0) {
        return null;
      }
      // All strides come of one width: codecs take it that chroma's is half of luma's.
      tried += tried & -tried;
    } while (Arrays.stream(linesizes).anyMatch(linesize -> linesize % alignment != 0));
    return new PictureLayout(pixelFormat, descriptor, codedWidth[0], codedHeight[0], linesizes);
  }

  private static int rows(AVPixFmtDescriptor descriptor, int plane, int height) {
    boolean isChroma = plane == 1 || plane == 2;
    return isChroma ? -(-height >> descriptor.log2_chroma_h()) : height;
  }

  private static long align(long length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** FFmpeg's name of the pixel format. */
  String formatName() {
    return formatName;
  }

  /** Planes, palette included: 1 to 4. */
  public int planeCount() {
    return planeCount;
  }

  /** Offset of a plane in the payload, bytes. */
  public long offset(int plane) {
    return offsets[plane];
  }

  /** Bytes from one row to the next. */
  public int stride(int plane) {
    return strides[plane];
  }

  /** Rows of a plane. */
  public int rows(int plane) {
    return rows[plane];
  }

  /** Bytes of a row that hold pixels. */
  public int rowLength(int plane) {
    return rowLengths[plane];
  }

  /** Bytes that the whole picture needs. */
  public long payloadLength() {
    return payloadLength;
  }
}
