package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLPixels.SDL_COLORSPACE_SRGB;
import static org.lwjgl.sdl.SDLProperties.*;
import static org.lwjgl.sdl.SDLRender.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.lwjgl.sdl.SDL_Texture;
import org.lwjgl.system.MemoryUtil;

/**
 * The textures of a window, one for each place. Planes in a format of textures go up from where
 * they lie in the slot; others are converted first.
 */
final class WindowTextures implements AutoCloseable {
  private static final byte NEUTRAL_CHROMA = (byte) 128;

  private record Key(TextureFormat format, int width, int height, int colors) {}

  private final long renderer;
  private final SdlUpdates updates;
  private final PixelConverter converter = new PixelConverter();
  private final SDL_Texture[] textures = new SDL_Texture[Surface.MAX_PLACES];
  private final Key[] keys = new Key[Surface.MAX_PLACES];
  private final PictureInfo[] pictures = new PictureInfo[Surface.MAX_PLACES];
  private final long[] address = new long[3];
  private final int[] stride = new int[3];
  private ByteBuffer neutral = MemoryUtil.memAlloc(1);

  WindowTextures(long renderer, SdlUpdates updates) {
    this.renderer = renderer;
    this.updates = updates;
  }

  SDL_Texture texture(int place) {
    return textures[place];
  }

  /** The picture in a place; its crop is that of the texture. */
  PictureInfo picture(int place) {
    return pictures[place];
  }

  /** Fills the texture of a place and closes the lease. */
  void upload(int place, PictureInfo picture, FrameLease lease) throws IOException {
    TextureFormat format = TextureFormat.of(picture.format());
    if (format != null && (!format.isYuv() || TextureColors.knows(picture.colorMatrix()))) {
      try (lease) {
        uploadSlot(place, format, picture, lease);
      }
    } else {
      uploadConverted(place, picture, lease);
    }
  }

  private void uploadSlot(int place, TextureFormat format, PictureInfo picture, FrameLease lease)
      throws SdlException {
    int width = picture.cropLeft() + picture.width();
    int height = picture.cropTop() + picture.height();
    FrameHeader header = lease.header();
    for (int plane = 0; plane < format.planeCount(); plane++) {
      boolean there = plane < header.planeCount();
      long bytes = there ? header.planeStride(plane) : 0;
      format.check(plane, width, height, bytes, there ? header.planeRows(plane) : 0);
      address[plane] = lease.payloadAddress() + header.planeOffset(plane);
      stride[plane] = (int) bytes;
    }
    pictures[place] = picture;
    int colors =
        TextureColors.of(
            format.name(), picture.colorRange(), picture.colorMatrix(), picture.height());
    upload(place, new Key(format, width, height, format.isYuv() ? colors : SDL_COLORSPACE_SRGB));
  }

  private void uploadConverted(int place, PictureInfo picture, FrameLease lease)
      throws IOException {
    String name = PixelConverter.textureFormat(picture.format(), picture.colorMatrix());
    AVFrame frame = converter.convert(lease, "format=" + name);
    TextureFormat format = TextureFormat.of(name);
    for (int plane = 0; plane < format.planeCount(); plane++) {
      address[plane] = frame.data(plane).address();
      stride[plane] = frame.linesize(plane);
    }
    pictures[place] = picture.uncropped();
    int colors =
        TextureColors.of(name, frame.color_range(), picture.colorMatrix(), picture.height());
    upload(
        place,
        new Key(
            format, frame.width(), frame.height(), format.isYuv() ? colors : SDL_COLORSPACE_SRGB));
  }

  private void upload(int place, Key key) throws SdlException {
    if (!key.equals(keys[place])) {
      destroy(place);
      textures[place] = create(key);
      keys[place] = key;
    }
    long texture = textures[place].address();
    boolean done =
        switch (key.format.planes()) {
          case YUV420 ->
              updates.yuv(
                  texture, address[0], stride[0], address[1], stride[1], address[2], stride[2]);
          case NV -> updates.nv(texture, address[0], stride[0], address[1], stride[1]);
          case GRAY -> {
            int half = (key.width + 1) / 2;
            long chroma = neutralChroma(half * ((key.height + 1) / 2));
            yield updates.yuv(texture, address[0], stride[0], chroma, half, chroma, half);
          }
          case PACKED, PACKED_422 -> updates.packed(texture, address[0], stride[0]);
        };
    SdlException.check(
        done, "picture of " + key.width + "x" + key.height + " " + key.format.name());
  }

  private long neutralChroma(int length) {
    if (neutral.capacity() < length) {
      neutral = MemoryUtil.memRealloc(neutral, length);
      MemoryUtil.memSet(neutral, NEUTRAL_CHROMA);
    }
    return MemoryUtil.memAddress0(neutral);
  }

  private SDL_Texture create(Key key) throws SdlException {
    int properties = SDL_CreateProperties();
    try {
      set(properties, SDL_PROP_TEXTURE_CREATE_COLORSPACE_NUMBER, key.colors);
      set(properties, SDL_PROP_TEXTURE_CREATE_FORMAT_NUMBER, key.format.sdlFormat());
      set(properties, SDL_PROP_TEXTURE_CREATE_ACCESS_NUMBER, SDL_TEXTUREACCESS_STREAMING);
      set(properties, SDL_PROP_TEXTURE_CREATE_WIDTH_NUMBER, key.width);
      set(properties, SDL_PROP_TEXTURE_CREATE_HEIGHT_NUMBER, key.height);
      SDL_Texture texture = SDL_CreateTextureWithProperties(renderer, properties);
      if (texture == null) {
        throw SdlException.last("texture of " + key.width + "x" + key.height);
      }
      return texture;
    } finally {
      SDL_DestroyProperties(properties);
    }
  }

  private static void set(int properties, String name, long value) throws SdlException {
    SdlException.check(SDL_SetNumberProperty(properties, name, value), name);
  }

  private void destroy(int place) {
    if (textures[place] != null) {
      SDL_DestroyTexture(textures[place]);
      textures[place] = null;
      keys[place] = null;
    }
  }

  @Override
  public void close() {
    for (int place = 0; place < textures.length; place++) {
      destroy(place);
    }
    converter.close();
    MemoryUtil.memFree(neutral);
  }
}
