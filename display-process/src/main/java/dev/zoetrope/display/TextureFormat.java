package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLPixels.*;

import dev.zoetrope.layout.CorruptRegionException;
import java.util.Map;

/**
 * A pixel format that textures take as it lies in memory.
 *
 * @param name FFmpeg's name
 * @param sdlFormat SDL's number
 * @param planes how the planes are arranged
 * @param groupBytes bytes of a pixel, for packed 4:2:2 of a pair of pixels
 */
record TextureFormat(String name, int sdlFormat, Planes planes, int groupBytes) {
  /** How planes are arranged. */
  enum Planes {
    /** Luma and two chroma planes, both halved both ways. */
    YUV420(3),
    /** Luma and one chroma plane of pairs, halved both ways. */
    NV(2),
    /** Luma alone. */
    GRAY(1),
    /** One plane, a group for two pixels. */
    PACKED_422(1),
    /** One plane, a group for each pixel. */
    PACKED(1);

    private final int count;

    Planes(int count) {
      this.count = count;
    }
  }

  private static final Map<String, TextureFormat> BY_NAME =
      Map.ofEntries(
          entry("yuv420p", SDL_PIXELFORMAT_IYUV, Planes.YUV420, 1),
          entry("yuvj420p", SDL_PIXELFORMAT_IYUV, Planes.YUV420, 1),
          entry("nv12", SDL_PIXELFORMAT_NV12, Planes.NV, 1),
          entry("nv21", SDL_PIXELFORMAT_NV21, Planes.NV, 1),
          entry("gray", SDL_PIXELFORMAT_IYUV, Planes.GRAY, 1),
          entry("yuyv422", SDL_PIXELFORMAT_YUY2, Planes.PACKED_422, 4),
          entry("uyvy422", SDL_PIXELFORMAT_UYVY, Planes.PACKED_422, 4),
          entry("yvyu422", SDL_PIXELFORMAT_YVYU, Planes.PACKED_422, 4),
          entry("rgb24", SDL_PIXELFORMAT_RGB24, Planes.PACKED, 3),
          entry("bgr24", SDL_PIXELFORMAT_BGR24, Planes.PACKED, 3),
          entry("rgba", SDL_PIXELFORMAT_RGBA32, Planes.PACKED, 4),
          entry("bgra", SDL_PIXELFORMAT_BGRA32, Planes.PACKED, 4),
          entry("argb", SDL_PIXELFORMAT_ARGB32, Planes.PACKED, 4),
          entry("abgr", SDL_PIXELFORMAT_ABGR32, Planes.PACKED, 4),
          entry("rgb0", SDL_PIXELFORMAT_RGBX32, Planes.PACKED, 4),
          entry("bgr0", SDL_PIXELFORMAT_BGRX32, Planes.PACKED, 4),
          entry("0rgb", SDL_PIXELFORMAT_XRGB32, Planes.PACKED, 4),
          entry("0bgr", SDL_PIXELFORMAT_XBGR32, Planes.PACKED, 4),
          entry("rgb565le", SDL_PIXELFORMAT_RGB565, Planes.PACKED, 2),
          entry("bgr565le", SDL_PIXELFORMAT_BGR565, Planes.PACKED, 2));

  private static Map.Entry<String, TextureFormat> entry(
      String name, int sdlFormat, Planes planes, int groupBytes) {
    return Map.entry(name, new TextureFormat(name, sdlFormat, planes, groupBytes));
  }

  /** The format of that name, or null when textures do not take it. */
  static TextureFormat of(String name) {
    return BY_NAME.get(name);
  }

  boolean isYuv() {
    return planes != Planes.PACKED;
  }

  int planeCount() {
    return planes.count;
  }

  /**
   * Checks that memory described by untrusted numbers holds a picture of this format.
   *
   * @param plane which plane
   * @param width pixels to be read of each row
   * @param height rows to be read
   * @param stride bytes from row to row
   * @param rows rows that there are
   */
  void check(int plane, int width, int height, long stride, long rows) {
    boolean halved = plane > 0;
    long wantedRows = halved ? (height + 1) / 2 : height;
    long wantedBytes =
        switch (planes) {
          case PACKED -> (long) width * groupBytes;
          case PACKED_422 -> (width + 1L) / 2 * groupBytes;
          case NV -> halved ? (width + 1L) / 2 * 2 : width;
          case YUV420, GRAY -> halved ? (width + 1L) / 2 : width;
        };
    if (rows < wantedRows || stride < wantedBytes || stride > Integer.MAX_VALUE) {
      throw new CorruptRegionException(
          String.format(
              "frame header: plane %d of %s %dx%d has %d rows of %d bytes",
              plane, name, width, height, rows, stride));
    }
  }
}
