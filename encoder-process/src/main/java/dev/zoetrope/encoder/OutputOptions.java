package dev.zoetrope.encoder;

import java.util.List;
import java.util.Map;

/**
 * What the user asked of an output.
 *
 * @param target file, pattern of files, URL, or {@code -} for standard output
 * @param format name of a muxer; null to go by the target
 * @param overwrite whether existing files may be replaced
 * @param video of the pictures
 * @param audio of the sound
 * @param extra for codecs and muxer, as given
 * @param metadata of the file
 */
record OutputOptions(
    String target,
    String format,
    boolean overwrite,
    Video video,
    Audio audio,
    List<ExtraOption> extra,
    Map<String, String> metadata) {

  /**
   * What was asked of the pictures; null is not asked.
   *
   * @param off whether to leave them out
   * @param codec name of an encoder or codec
   * @param pixelFormat FFmpeg's name
   * @param size such as {@code 1280x720} or {@code hd720}
   * @param frameRate constant rate, such as {@code 30} or {@code 30000/1001}
   * @param filters of libavfilter
   * @param autoscale whether pictures of another size are scaled to that of the first
   * @param frames how many are written at most, from 1 to {@link Long#MAX_VALUE}
   */
  record Video(
      boolean off,
      String codec,
      String pixelFormat,
      String size,
      String frameRate,
      String filters,
      boolean autoscale,
      long frames) {}

  /**
   * What was asked of the sound; null is not asked.
   *
   * @param off whether to leave it out
   * @param codec name of an encoder or codec
   * @param sampleRate Hz
   * @param channels number of them
   * @param filters of libavfilter
   */
  record Audio(boolean off, String codec, Integer sampleRate, Integer channels, String filters) {}

  /** Whether an option of that name was given for codecs or muxer. */
  boolean has(String key) {
    return extra.stream().anyMatch(option -> option.key().equals(key));
  }
}
