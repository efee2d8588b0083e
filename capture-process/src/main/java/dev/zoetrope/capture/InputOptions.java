package dev.zoetrope.capture;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How inputs are read; the same for each of them.
 *
 * @param format forced input format, or null
 * @param startUs position to start at, microseconds from the beginning, or, if negative, from the
 *     end; {@link MediaTime#NONE}
 * @param durationUs most to read, microseconds; {@link MediaTime#NONE} for all
 * @param loops times to repeat the input; -1 for ever
 * @param threads decoder threads; 0 for as many as there are processors
 * @param direct whether decoders write into slots
 * @param timeoutNs longest wait for a network peer, nanoseconds
 * @param options of demuxer, protocol, device or decoder, by FFmpeg's names
 */
record InputOptions(
    String format,
    long startUs,
    long durationUs,
    int loops,
    int threads,
    Direct direct,
    long timeoutNs,
    Map<String, String> options) {
  static final InputOptions DEFAULT =
      new InputOptions(
          null, MediaTime.NONE, MediaTime.NONE, 0, 0, Direct.AUTO, 5_000_000_000L, Map.of());

  InputOptions {
    options = Map.copyOf(options);
  }

  /**
   * The same with a position that counts from the beginning.
   *
   * @param input its name
   * @param lengthUs of the input, microseconds; {@link MediaTime#NONE} when unknown
   * @throws IOException when the position counts from an end that nobody knows
   */
  InputOptions fromBeginning(String input, long lengthUs) throws IOException {
    if (startUs == MediaTime.NONE || startUs >= 0) {
      return this;
    }
    if (lengthUs == MediaTime.NONE) {
      throw new IOException(
          "input '" + input + "': its length is unknown, so -sseof cannot be had; say -ss");
    }
    long fromStartUs = Math.max(0, lengthUs + startUs);
    return new InputOptions(
        format, fromStartUs, durationUs, loops, threads, direct, timeoutNs, options);
  }

  /**
   * What of a length is left by start, duration and loops, in nanoseconds; -1 when unknown. What no
   * number can hold is unknown too.
   */
  long effectiveNs(long inputNs) {
    long ns = inputNs;
    if (loops != 0 && ns >= 0) {
      boolean isEndless = loops < 0 || ns > Long.MAX_VALUE / (loops + 1L);
      ns = isEndless ? -1 : ns * (loops + 1L);
    }
    if (startUs != MediaTime.NONE && ns >= 0) {
      ns = Math.max(0, ns - TimeUnit.MICROSECONDS.toNanos(startUs));
    }
    boolean isLimited = durationUs >= 0 && durationUs <= Long.MAX_VALUE / 1000;
    if (isLimited) {
      ns = ns < 0 ? durationUs * 1000 : Math.min(ns, durationUs * 1000);
    }
    return ns;
  }
}
