package dev.zoetrope.samples;

import dev.zoetrope.layout.FrameHeader;
import java.util.regex.Pattern;

/** Which pictures have one byte of luma for each pixel in their first plane. */
final class Luma {
  private static final Pattern FORMATS = Pattern.compile("gray|yuva?j?4[0-4]{2}p|nv(12|16|21|24)");

  private Luma() {}

  /**
   * Refuses pictures without.
   *
   * @throws IllegalArgumentException naming the format and what helps
   */
  static void check(FrameHeader header) {
    if (!FORMATS.matcher(header.format()).matches()) {
      throw new IllegalArgumentException(
          "pixel format '"
              + header.format()
              + "' has no 8-bit luma plane; put a filter before this stage: zoetrope filter -i STREAM -o"
              + " OTHER \"format=yuv420p\"");
    }
  }
}
