package dev.zoetrope.stage;

/** The command line cannot be meant. The message is one line: the thing, its value, what helps. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Constructs with a message for the user.
   *
   * @param message one line
   */
  public UsageException(String message) {
    super(message);
  }
}
