package dev.zoetrope.channel;

import java.io.IOException;

/** A stream could not be opened or joined. The message is one line and says what to do. */
public final class ChannelException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Constructs with a message for the user.
   *
   * @param message one line
   */
  public ChannelException(String message) {
    super(message);
  }
}
