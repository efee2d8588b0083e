package dev.zoetrope.stage;

import java.io.IOException;

/** A stage failed. The message is one line that names the stage, where it was, and the cause. */
public final class StageException extends IOException {
  private static final long serialVersionUID = 1L;

  StageException(String message, Throwable cause) {
    super(message, cause);
  }
}
