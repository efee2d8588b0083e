package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;

/**
 * Where the planes of a picture lie in a payload: offsets and strides are multiples of 64 bytes,
 * and after each plane there is room for codecs that read past its end. A palette is a plane of its
 * own. Immutable.
 */
public final class PictureLayout {
  /** Bytes of a palette: 256 colours of 4 bytes. */
  public static final int PALETTE_LENGTH = 1024;

  private static final int ALIGNMENT = 64;
  private static final int SLACK = 16 + ALIGNMENT;
  private static final int MAX_PLANES = 4;

  private final int planeCount;
  private final long[] offsets = new long[MAX_PLANES];
  private final int[] strides = new int[MAX_PLANES];
  private final int[] rows = new int[MAX_PLANES];
  private final int[] rowLengths = new int[MAX_PLANES];
  private final long payloadLength;

  private PictureLayout(int pixelFormat, AVPixFmtDescriptor descriptor, int width, int height) {
    boolean hasPalette = (descriptor.flags() & AV_PIX_FMT_FLAG_PAL) != 0;
    int planes = av_pix_fmt_count_planes(pixelFormat);
    long offset = 0;
    for (int plane = 0; plane < planes; plane++) {
      rowLengths[plane] = av_image_get_linesize(pixelFormat, width, plane);
      strides[plane] = (int) align(rowLengths[plane]);
      boolean isChroma = plane == 1 || plane == 2;
      rows[plane] = isChroma ? -(-height >> descriptor.log2_chroma_h()) : height;
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

  private static long align(long length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
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
