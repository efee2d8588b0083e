package dev.zoetrope.capture;

import java.io.IOException;

/** An input ended early; what there was of it has been delivered. */
final class TruncatedInputException extends IOException {
  private static final long serialVersionUID = 1L;

  TruncatedInputException(String message) {
    super(message);
  }
}
