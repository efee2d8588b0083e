package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLEvents.*;
import static org.lwjgl.sdl.SDLKeycode.*;
import static org.lwjgl.sdl.SDLMouse.*;
import static org.lwjgl.sdl.SDLRender.*;
import static org.lwjgl.sdl.SDLVideo.*;

import dev.zoetrope.channel.FrameLease;
import java.io.IOException;
import java.util.List;
import org.lwjgl.sdl.SDL_Event;
import org.lwjgl.sdl.SDL_Rect;
import org.lwjgl.system.MemoryStack;

/**
 * A window, opened in the size of the first picture. Keys: {@code q} and Esc quit, {@code f} full
 * screen, {@code i} statistics.
 */
public final class WindowSurface implements Surface {
  /** What textures may take together; a picture of 8K 4:2:0 takes 53 MB. */
  private static final long TEXTURE_MEMORY = 384L << 20;

  private static final int MAX_BYTES_PER_PIXEL = 4;

  private final String title;
  private final SdlUpdates updates;
  private final SDL_Event event = SDL_Event.malloc();
  private long window;
  private long renderer;
  private WindowTextures textures;
  private WindowRenderer painter;
  private boolean isFullScreen;
  private boolean isClosed;

  /**
   * Connects to the window system; the window comes with the first picture.
   *
   * @param title title of the window
   * @throws SdlException when there is no window system
   */
  public WindowSurface(String title) throws SdlException {
    this(title, new SdlUpdates());
  }

  WindowSurface(String title, SdlUpdates updates) throws SdlException {
    this.title = title;
    this.updates = updates;
    try {
      Sdl.start(Sdl.VIDEO);
    } catch (SdlException e) {
      event.free();
      throw e;
    }
  }

  @Override
  public int places(PictureInfo picture) {
    long pixels = (long) picture.width() * picture.height();
    boolean isYuv420 = picture.format().contains("420") || picture.format().startsWith("nv");
    long bytes = isYuv420 ? pixels * 3 / 2 + 1 : pixels * MAX_BYTES_PER_PIXEL;
    return (int) Math.max(2, Math.min(MAX_PLACES, TEXTURE_MEMORY / bytes));
  }

  @Override
  public void upload(int place, PictureInfo picture, FrameLease lease) throws IOException {
    if (window == 0) {
      try {
        open(picture);
      } catch (SdlException e) {
        lease.close();
        throw e;
      }
    }
    textures.upload(place, picture, lease);
  }

  private void open(PictureInfo picture) throws SdlException {
    int[] size = windowSize(picture);
    long flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_HIGH_PIXEL_DENSITY;
    window = SDL_CreateWindow(title, size[0], size[1], flags);
    SdlException.check(window != 0, "window");
    // A null name in LWJGL's checked call is a NullPointerException, to SDL it means the best one.
    renderer = nSDL_CreateRenderer(window, 0);
    if (renderer == 0) {
      SdlException failure = SdlException.last("window");
      SDL_DestroyWindow(window);
      window = 0;
      throw failure;
    }
    if (!isSoftware()) {
      SDL_SetRenderVSync(renderer, 1);
    }
    textures = new WindowTextures(renderer, updates);
    painter = new WindowRenderer(renderer);
  }

  private boolean isSoftware() {
    return "software".equals(SDL_GetRendererName(renderer));
  }

  private static int[] windowSize(PictureInfo picture) {
    try (MemoryStack stack = MemoryStack.stackPush()) {
      SDL_Rect bounds = SDL_Rect.malloc(stack);
      boolean known = SDL_GetDisplayUsableBounds(SDL_GetPrimaryDisplay(), bounds);
      int width = known ? bounds.w() : Integer.MAX_VALUE;
      int height = known ? bounds.h() : Integer.MAX_VALUE;
      return PictureFit.windowSize(picture, width, height);
    }
  }

  @Override
  public void present(int place, List<String> overlay) throws SdlException {
    painter.paint(textures.texture(place), textures.picture(place), overlay);
    SdlException.check(SDL_RenderPresent(renderer), "window");
  }

  /**
   * Saves what the window shows of a picture.
   *
   * @param place the picture's place
   * @param file name of a PNG file
   * @throws SdlException when the pixels cannot be had or the file cannot be written
   */
  public void save(int place, String file) throws SdlException {
    painter.paint(textures.texture(place), textures.picture(place), List.of());
    painter.save(file);
  }

  /** The pixels that the window shows of a picture, rows of R, G, B without gaps; for tests. */
  ShownPixels pixels(int place) throws SdlException {
    painter.paint(textures.texture(place), textures.picture(place), List.of());
    return painter.pixels();
  }

  @Override
  public SurfaceEvent poll() throws SdlException {
    while (SDL_PollEvent(event)) {
      SurfaceEvent meaning =
          switch (event.type()) {
            case SDL_EVENT_QUIT, SDL_EVENT_WINDOW_CLOSE_REQUESTED -> SurfaceEvent.QUIT;
            case SDL_EVENT_WINDOW_EXPOSED, SDL_EVENT_WINDOW_PIXEL_SIZE_CHANGED ->
                SurfaceEvent.REDRAW;
            case SDL_EVENT_KEY_DOWN -> event.key().repeat() ? null : key(event.key().key());
            default -> null;
          };
      if (meaning != null) {
        return meaning;
      }
    }
    return null;
  }

  private SurfaceEvent key(int key) {
    return switch (key) {
      case SDLK_Q, SDLK_ESCAPE -> SurfaceEvent.QUIT;
      case SDLK_I -> SurfaceEvent.TOGGLE_STATISTICS;
      case SDLK_F, SDLK_F11 -> {
        toggleFullScreen();
        yield null;
      }
      default -> null;
    };
  }

  private void toggleFullScreen() {
    // A window system may refuse; the window then stays as it is.
    if (window != 0 && SDL_SetWindowFullscreen(window, !isFullScreen)) {
      isFullScreen = !isFullScreen;
      if (isFullScreen) {
        SDL_HideCursor();
      } else {
        SDL_ShowCursor();
      }
    }
  }

  @Override
  public String description() {
    String driver = SDL_GetCurrentVideoDriver();
    return renderer == 0
        ? "window (" + driver + ")"
        : "window (" + driver + ", " + SDL_GetRendererName(renderer) + ")";
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    if (window != 0) {
      textures.close();
      SDL_DestroyRenderer(renderer);
      SDL_DestroyWindow(window);
    }
    event.free();
    Sdl.stop(Sdl.VIDEO);
  }
}
