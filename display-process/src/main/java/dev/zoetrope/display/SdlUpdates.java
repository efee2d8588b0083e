package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLRender.*;

/** The calls by which SDL reads a picture from memory, each nothing but itself: tests listen in. */
class SdlUpdates {
  boolean yuv(long texture, long y, int yStride, long u, int uStride, long v, int vStride) {
    return nSDL_UpdateYUVTexture(texture, 0, y, yStride, u, uStride, v, vStride);
  }

  boolean nv(long texture, long y, int yStride, long uv, int uvStride) {
    return nSDL_UpdateNVTexture(texture, 0, y, yStride, uv, uvStride);
  }

  boolean packed(long texture, long pixels, int stride) {
    return nSDL_UpdateTexture(texture, 0, pixels, stride);
  }
}
