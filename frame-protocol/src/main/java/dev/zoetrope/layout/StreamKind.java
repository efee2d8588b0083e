package dev.zoetrope.layout;

/** What the frames of a stream are. */
public enum StreamKind {
  /** Pictures. */
  VIDEO(1),
  /** Blocks of samples. */
  AUDIO(2);

  private final int code;

  StreamKind(int code) {
    this.code = code;
  }

  /**
   * Code in shared memory.
   *
   * @return 1 or 2
   */
  public int code() {
    return code;
  }

  /**
   * Decodes a code from shared memory.
   *
   * @param code the code
   * @return the kind
   * @throws CorruptRegionException for any other code
   */
  public static StreamKind of(int code) {
    return switch (code) {
      case 1 -> VIDEO;
      case 2 -> AUDIO;
      default -> throw new CorruptRegionException("stream kind is " + code + ", allowed: 1, 2");
    };
  }
}
