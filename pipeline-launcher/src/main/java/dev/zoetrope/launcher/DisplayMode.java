package dev.zoetrope.launcher;

import java.util.List;
import java.util.Locale;

/** Values of {@code --display}. */
enum DisplayMode {
  /** A window where there is a display, else a preview on a terminal, else nothing. */
  AUTO,
  /** A window. */
  WINDOW,
  /** A preview on the terminal. */
  TERMINAL,
  /** No display stage. */
  NONE;

  private static final List<String> WINDOW_VARIABLES =
      List.of("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEO_DRIVER");

  /** Whether the display is likely to take over the terminal that this process writes on. */
  boolean takesTerminal() {
    return this == TERMINAL
        || (this == AUTO && Terminal.is(Terminal.STANDARD_OUTPUT) && !mayHaveWindows());
  }

  private static boolean mayHaveWindows() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return system.startsWith("windows")
        || system.startsWith("mac")
        || WINDOW_VARIABLES.stream().anyMatch(variable -> System.getenv(variable) != null);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
