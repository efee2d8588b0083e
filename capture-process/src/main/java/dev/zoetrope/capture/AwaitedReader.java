package dev.zoetrope.capture;

import dev.zoetrope.region.StreamNames;

/**
 * A reader without which no frame is published.
 *
 * @param stream that it has to join; null for every one
 * @param name of the reader
 */
record AwaitedReader(String stream, String name) {
  AwaitedReader {
    if (stream != null) {
      StreamNames.check("--await: stream", stream);
    }
    StreamNames.check("--await: reader", name);
  }

  /** Parses {@code NAME} or {@code STREAM=NAME}. */
  static AwaitedReader parse(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new AwaitedReader(null, text)
        : new AwaitedReader(text.substring(0, equals), text.substring(equals + 1));
  }

  boolean reads(String other) {
    return stream == null || stream.equals(other);
  }
}
