package dev.zoetrope.stage;

/** A stage wants to publish a frame whose header is not true of it, or of its output. */
public final class BadFrameException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  BadFrameException(String message, Throwable cause) {
    super(message, cause);
  }
}
