package dev.zoetrope.channel;

import dev.zoetrope.region.StreamNames;

/**
 * A reader without which no frame is published.
 *
 * @param stream that it has to join; null for every one
 * @param name of the reader
 */
public record AwaitedReader(String stream, String name) {
  /** Checks the names. */
  public AwaitedReader {
    if (stream != null) {
      StreamNames.check("--await: stream", stream);
    }
    StreamNames.check("--await: reader", name);
  }

  /**
   * Parses {@code NAME} or {@code STREAM=NAME}.
   *
   * @param text as given
   * @return the reader
   * @throws IllegalArgumentException for a name that is not allowed
   */
  public static AwaitedReader parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new AwaitedReader(null, text)
        : new AwaitedReader(text.substring(0, equals), text.substring(equals + 1));
  }

  /** Whether it has to join that stream. */
  public boolean reads(String other) {
    return stream == null || stream.equals(other);
  }
}
