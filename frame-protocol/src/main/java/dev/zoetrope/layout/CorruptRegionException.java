package dev.zoetrope.layout;

/** Shared memory holds what no correct peer writes. The message names the field and the value. */
public final class CorruptRegionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Constructs with the field and value at fault.
   *
   * @param message one line
   */
  public CorruptRegionException(String message) {
    super(message);
  }
}
