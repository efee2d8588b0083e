package dev.zoetrope.display;

/** What the user, or the window system, wants of the display. */
public enum SurfaceEvent {
  /** End: {@code q}, Esc, or the window was closed. */
  QUIT,
  /** Show or hide the statistics: {@code i}. */
  TOGGLE_STATISTICS,
  /** Present the same picture again: the window was uncovered or resized. */
  REDRAW
}
