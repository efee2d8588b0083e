package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLHints.*;
import static org.lwjgl.sdl.SDLInit.*;

/** Starts and stops parts of SDL; its library is loaded at the first use. */
final class Sdl {
  /** Pictures and events. */
  static final int VIDEO = 0x20;

  /** Sound. */
  static final int AUDIO = 0x10;

  private Sdl() {}

  /**
   * Starts a part; each start wants its {@link #stop}.
   *
   * @param part {@link #VIDEO} or {@link #AUDIO}
   * @throws SdlException when there is no device for it, or SDL itself cannot be loaded
   */
  static void start(int part) throws SdlException {
    try {
      // Ctrl-C is the stop signal's, not SDL's.
      SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
      SDL_SetAppMetadata("zoetrope", "0.1.0", "dev.zoetrope.display");
      SdlException.check(SDL_InitSubSystem(part), part == VIDEO ? "window" : "audio");
    } catch (LinkageError e) {
      throw new SdlException("SDL cannot be loaded: " + e.getMessage(), e);
    }
  }

  /** Stops a part. */
  static void stop(int part) {
    SDL_QuitSubSystem(part);
  }
}
