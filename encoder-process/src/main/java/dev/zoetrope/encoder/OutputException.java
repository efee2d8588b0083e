package dev.zoetrope.encoder;

import java.io.IOException;

/** An output cannot be made, or not be finished. The message is one line and says what to do. */
public final class OutputException extends IOException {
  private static final long serialVersionUID = 1L;

  OutputException(String message) {
    super(message);
  }
}
