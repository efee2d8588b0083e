package dev.zoetrope.stage;

import dev.zoetrope.layout.FrameHeader;

/**
 * Knows how the pictures and samples of each format lie in memory. This module knows formats by
 * name only; {@code dev.zoetrope.ffmpeg.FfmpegLayouts} knows all of FFmpeg's.
 */
public interface FrameLayouts {
  /**
   * Sets planes and payload length from format and size, or channels and samples.
   *
   * @param header says what the frame is
   * @throws IllegalArgumentException for a format that is not known, or sizes that cannot be
   */
  void layOut(FrameHeader header);

  /**
   * Checks that the planes are as many and as large as format and size want.
   *
   * @param header a frame's, otherwise valid
   * @throws IllegalArgumentException naming what is wrong
   */
  void check(FrameHeader header);
}
