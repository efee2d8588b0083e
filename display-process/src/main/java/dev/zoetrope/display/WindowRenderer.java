package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLBlendMode.SDL_BLENDMODE_BLEND;
import static org.lwjgl.sdl.SDLPixels.SDL_PIXELFORMAT_RGB24;
import static org.lwjgl.sdl.SDLRender.*;
import static org.lwjgl.sdl.SDLSurface.*;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import org.lwjgl.sdl.SDL_FRect;
import org.lwjgl.sdl.SDL_Surface;
import org.lwjgl.sdl.SDL_Texture;
import org.lwjgl.system.MemoryStack;

/** Paints a picture, fitted into the window, and text over it. */
final class WindowRenderer {
  private static final int TEXT_LINE = 10;
  private static final int TEXT_MARGIN = 4;
  private static final int CHARACTER = 8;
  private static final int LARGE_LINES = 900;
  private static final float SHADE = 0.6f;

  private final long renderer;

  WindowRenderer(long renderer) {
    this.renderer = renderer;
  }

  /** Paints, without presenting. */
  void paint(SDL_Texture texture, PictureInfo picture, List<String> overlay) throws SdlException {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      IntBuffer width = stack.mallocInt(1);
      IntBuffer height = stack.mallocInt(1);
      SdlException.check(SDL_GetRenderOutputSize(renderer, width, height), "window");
      PictureFit fit =
          PictureFit.of(picture, Math.max(1, width.get(0)), Math.max(1, height.get(0)));
      SDL_FRect source = SDL_FRect.malloc(stack);
      source.set(picture.cropLeft(), picture.cropTop(), picture.width(), picture.height());
      SDL_FRect target = SDL_FRect.malloc(stack);
      target.set((float) fit.x(), (float) fit.y(), (float) fit.width(), (float) fit.height());
      SDL_SetRenderDrawColorFloat(renderer, 0, 0, 0, 1);
      SDL_RenderClear(renderer);
      boolean upright = fit.degrees() == 0 && !fit.flip();
      SdlException.check(
          upright
              ? SDL_RenderTexture(renderer, texture, source, target)
              : SDL_RenderTextureRotated(
                  renderer,
                  texture,
                  source,
                  target,
                  fit.degrees(),
                  null,
                  fit.flip() ? SDL_FLIP_HORIZONTAL : SDL_FLIP_NONE),
          "window");
      if (!overlay.isEmpty()) {
        write(overlay, height.get(0) >= LARGE_LINES ? 2 : 1, stack);
      }
    }
  }

  private void write(List<String> lines, int scale, MemoryStack stack) {
    int columns = 0;
    for (String line : lines) {
      columns = Math.max(columns, line.length());
    }
    SDL_SetRenderScale(renderer, scale, scale);
    SDL_SetRenderDrawBlendMode(renderer, SDL_BLENDMODE_BLEND);
    SDL_SetRenderDrawColorFloat(renderer, 0, 0, 0, SHADE);
    SDL_FRect box = SDL_FRect.malloc(stack);
    box.set(
        0, 0, columns * CHARACTER + 2 * TEXT_MARGIN, lines.size() * TEXT_LINE + 2 * TEXT_MARGIN);
    SDL_RenderFillRect(renderer, box);
    SDL_SetRenderDrawColorFloat(renderer, 1, 1, 1, 1);
    int y = TEXT_MARGIN;
    for (String line : lines) {
      SDL_RenderDebugText(renderer, TEXT_MARGIN, y, line);
      y += TEXT_LINE;
    }
    SDL_SetRenderScale(renderer, 1, 1);
  }

  /** Saves what was painted last as a PNG file. */
  void save(String file) throws SdlException {
    SDL_Surface shown = read();
    try {
      SdlException.check(SDL_SavePNG(shown, file), "'" + file + "'");
    } finally {
      SDL_DestroySurface(shown);
    }
  }

  /** What was painted last. */
  ShownPixels pixels() throws SdlException {
    SDL_Surface shown = read();
    try {
      byte[] rgb = new byte[shown.w() * shown.h() * 3];
      ByteBuffer pixels = shown.pixels();
      for (int row = 0; row < shown.h(); row++) {
        pixels.get(row * shown.pitch(), rgb, row * shown.w() * 3, shown.w() * 3);
      }
      return new ShownPixels(shown.w(), shown.h(), rgb);
    } finally {
      SDL_DestroySurface(shown);
    }
  }

  private SDL_Surface read() throws SdlException {
    SDL_Surface read = SDL_RenderReadPixels(renderer, null);
    if (read == null) {
      throw SdlException.last("screenshot");
    }
    SDL_Surface rgb = SDL_ConvertSurface(read, SDL_PIXELFORMAT_RGB24);
    SDL_DestroySurface(read);
    if (rgb == null) {
      throw SdlException.last("screenshot");
    }
    return rgb;
  }
}
