package dev.zoetrope.channel;

import java.io.IOException;

/** A stream could not be opened or joined. The message is one line and says what to do. */
public final class ChannelException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean isAbsence;

  /**
   * Constructs with a message for the user.
   *
   * @param message one line
   */
  public ChannelException(String message) {
    this(message, false);
  }

  ChannelException(String message, boolean isAbsence) {
    super(message);
    this.isAbsence = isAbsence;
  }

  /** Whether there just is no writer: another try may find one. */
  public boolean isAbsence() {
    return isAbsence;
  }
}
