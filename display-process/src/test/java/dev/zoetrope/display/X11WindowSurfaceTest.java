package dev.zoetrope.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.lwjgl.sdl.SDLEvents.*;
import static org.lwjgl.sdl.SDLHints.*;
import static org.lwjgl.sdl.SDLKeycode.*;
import static org.lwjgl.sdl.SDLStdinc.*;
import static org.lwjgl.sdl.SDLVideo.SDL_GetCurrentVideoDriver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.lwjgl.sdl.SDL_Event;

/** The same in a real window, on an X server without a screen. */
final class X11WindowSurfaceTest extends SurfaceContract {
  private static Process server;

  @BeforeAll
  static void startServer() {
    try {
      server =
          new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x720x24", "-noreset")
              .redirectError(Redirect.DISCARD)
              .start();
      String display =
          new BufferedReader(
                  new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      assumeTrue(display != null, "Xvfb does not start");
      SDL_SetHint(SDL_HINT_VIDEO_DRIVER, "x11");
      SDL_setenv_unsafe("DISPLAY", ":" + display, 1);
    } catch (IOException e) {
      assumeTrue(false, "Xvfb is not installed");
    }
  }

  @AfterAll
  static void stopServer() throws InterruptedException {
    SDL_ResetHint(SDL_HINT_VIDEO_DRIVER);
    SDL_unsetenv_unsafe("DISPLAY");
    if (server != null) {
      server.destroy();
      server.waitFor();
    }
  }

  @Override
  Surface open() throws IOException {
    return new WindowSurface("zoetrope \u2013 test / video");
  }

  private static void press(int key) {
    try (SDL_Event event = SDL_Event.calloc()) {
      event.type(SDL_EVENT_KEY_DOWN).key().key(key);
      assertTrue(SDL_PushEvent(event));
    }
  }

  /** Looks more than once: SDL says "nothing more" between two rounds of events. */
  private SurfaceEvent nextWish() throws IOException {
    SurfaceEvent wish = null;
    for (int i = 0; i < 50 && (wish == null || wish == SurfaceEvent.REDRAW); i++) {
      wish = surface.poll();
    }
    return wish == SurfaceEvent.REDRAW ? null : wish;
  }

  @Test
  void showsThePixelsOfThePicture() throws IOException {
    assertEquals("x11", SDL_GetCurrentVideoDriver());
    String source = WindowSurfaceTest.SMOOTH + ",scale=out_color_matrix=bt709,format=yuv420p";
    upload(0, source, header -> {});
    surface.present(0, List.of());
    PixelComparison.assertAlike(source, ((WindowSurface) surface).pixels(0), 2.5);
  }

  @Test
  void aPictureLargerThanTheScreenIsReduced() throws IOException {
    upload(0, "testsrc2=size=2560x1440,format=yuv420p", header -> {});
    surface.present(0, List.of());
    ShownPixels pixels = ((WindowSurface) surface).pixels(0);
    assertEquals(1280, pixels.width());
    assertEquals(720, pixels.height());
  }

  @Test
  void keysAreWishes() throws IOException {
    upload(0, "testsrc2=size=320x240", header -> {});
    surface.present(0, List.of());
    press(SDLK_Q);
    assertEquals(SurfaceEvent.QUIT, nextWish());
    press(SDLK_ESCAPE);
    assertEquals(SurfaceEvent.QUIT, nextWish());
    press(SDLK_I);
    assertEquals(SurfaceEvent.TOGGLE_STATISTICS, nextWish());
    press(SDLK_F);
    assertNull(nextWish());
    surface.present(0, List.of("full screen"));
    press(SDLK_F);
    assertNull(nextWish());
    surface.present(0, List.of());
  }
}
