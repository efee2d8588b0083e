package dev.zoetrope.display;

import static org.lwjgl.sdl.SDLError.SDL_GetError;

import java.io.IOException;

/** SDL cannot do what it was asked to; the message says what and why. */
public final class SdlException extends IOException {
  private static final long serialVersionUID = 1;

  SdlException(String message) {
    super(message);
  }

  SdlException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The failure of the last call on this thread. */
  static SdlException last(String what) {
    String reason = SDL_GetError();
    return new SdlException(what + ": " + (reason == null || reason.isBlank() ? "failed" : reason));
  }

  /** Throws unless the call succeeded. */
  static void check(boolean success, String what) throws SdlException {
    if (!success) {
      throw last(what);
    }
  }
}
