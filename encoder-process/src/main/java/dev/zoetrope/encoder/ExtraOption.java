package dev.zoetrope.encoder;

import dev.zoetrope.layout.StreamKind;

/**
 * An option that goes to FFmpeg as it is.
 *
 * @param key such as {@code movflags}
 * @param kind the streams that it is for, null for all and for the muxer
 * @param value such as {@code +faststart}
 */
record ExtraOption(String key, StreamKind kind, String value) {

  /** As the user would write it. */
  String written() {
    String specifier = kind == null ? "" : kind == StreamKind.VIDEO ? ":v" : ":a";
    return "-" + key + specifier;
  }

  /** Parses a key with an optional stream specifier, such as {@code profile:v}. */
  static ExtraOption of(String written, String value) {
    int colon = written.indexOf(':');
    if (colon < 0) {
      return new ExtraOption(written, null, value);
    }
    StreamKind kind =
        switch (written.substring(colon + 1)) {
          case "v", "V", "v:0" -> StreamKind.VIDEO;
          case "a", "a:0" -> StreamKind.AUDIO;
          default ->
              throw new IllegalArgumentException(
                  "option '-" + written + "': only ':v' and ':a' can select streams here");
        };
    return new ExtraOption(written.substring(0, colon), kind, value);
  }
}
