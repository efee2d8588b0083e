package dev.zoetrope.display;

import dev.zoetrope.ffmpeg.command.StageLog;
import java.io.IOException;
import java.util.Locale;

/** What {@code --display} says, and the surface that comes of it. */
enum SurfaceChoice {
  /** A window where there is a display, else a terminal where there is one, else nothing. */
  AUTO,
  /** A window. */
  WINDOW,
  /** The text terminal. */
  TERMINAL,
  /** Nothing. */
  NONE;

  /**
   * Opens the surface.
   *
   * @param title title of the window
   * @return the surface
   * @throws IOException when there is none of the kind that was asked for
   */
  Surface open(String title) throws IOException {
    return switch (this) {
      case NONE -> new NullSurface();
      case TERMINAL -> new TerminalSurface(Terminal.open(), TerminalSurface.PERIOD_NS);
      case WINDOW -> {
        try {
          yield new WindowSurface(title);
        } catch (SdlException e) {
          throw new SdlException(e.getMessage() + "; use --display terminal or --display none", e);
        }
      }
      case AUTO -> automatic(title);
    };
  }

  private static Surface automatic(String title) throws IOException {
    if (mayHaveWindows()) {
      try {
        return new WindowSurface(title);
      } catch (SdlException e) {
        StageLog.details(SurfaceChoice.class).debug("no window", e);
      }
    }
    return withoutWindow().open(title);
  }

  /** The choice, as far as it is known before a window is tried: asking the system takes time. */
  SurfaceChoice settled() {
    return this == AUTO && !mayHaveWindows() ? withoutWindow() : this;
  }

  private static SurfaceChoice withoutWindow() {
    return Terminal.isTerminal(1) || Terminal.isTerminal(2) ? TERMINAL : NONE;
  }

  /**
   * Whether to try for a window. On Unix without a display server SDL would find the bare screen of
   * the machine, which is not what anybody logged in from afar wants.
   */
  private static boolean mayHaveWindows() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return system.startsWith("windows")
        || system.startsWith("mac")
        || Sdl.isSet("DISPLAY")
        || Sdl.isSet("WAYLAND_DISPLAY")
        || Sdl.isSet("SDL_VIDEO_DRIVER");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
