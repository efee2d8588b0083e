package dev.zoetrope.launcher.conformance;

/** What a program did against the protocol; the message says it in one line. */
final class Violation extends Exception {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }

  /** Throws when something that must hold does not. */
  static void unless(boolean holds, String message) throws Violation {
    if (!holds) {
      throw new Violation(message);
    }
  }

  /** Throws when a value is another one than it must be. */
  static void unlessEqual(Object expected, Object actual, String what) throws Violation {
    if (!expected.equals(actual)) {
      throw new Violation(what + " is " + actual + ", expected: " + expected);
    }
  }
}
