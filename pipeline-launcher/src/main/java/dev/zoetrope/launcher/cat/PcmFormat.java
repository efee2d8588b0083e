package dev.zoetrope.launcher.cat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Interleaved samples, by FFmpeg's names of such files. */
enum PcmFormat {
  U8("u8", 1, false),
  S16LE("s16", 2, false),
  S32LE("s32", 4, false),
  F32LE("flt", 4, true),
  F64LE("dbl", 8, true);

  private final String sampleFormat;
  private final int bytes;
  private final boolean isFloat;

  PcmFormat(String sampleFormat, int bytes, boolean isFloat) {
    this.sampleFormat = sampleFormat;
    this.bytes = bytes;
    this.isFloat = isFloat;
  }

  /**
   * The one that has samples as they are.
   *
   * @param sampleFormat FFmpeg's name, packed or planar
   * @throws IOException when there is none
   */
  static PcmFormat of(String sampleFormat) throws IOException {
    return Arrays.stream(values())
        .filter(format -> sampleFormat.replaceFirst("p$", "").equals(format.sampleFormat))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "no raw file has samples of format '"
                        + sampleFormat
                        + "'; put 'zoetrope filter' with aformat=s16 before"));
  }

  /** The one of a name. */
  static Optional<PcmFormat> named(String token) {
    return Arrays.stream(values()).filter(format -> format.token().equals(token)).findFirst();
  }

  /** FFmpeg's name. */
  String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of a sample. */
  int bytes() {
    return bytes;
  }

  /** Whether samples are floating-point numbers. */
  boolean isFloat() {
    return isFloat;
  }
}
