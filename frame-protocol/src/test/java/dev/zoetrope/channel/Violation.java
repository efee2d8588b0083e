package dev.zoetrope.channel;

/** Something that must never happen did. */
final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  Violation(String what) {
    super(what);
  }

  Violation(String what, Throwable cause) {
    super(what, cause);
  }

  static void unless(boolean holds, String what) {
    if (!holds) {
      throw new Violation(what);
    }
  }
}
