package dev.zoetrope.ffmpeg;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import org.agrona.concurrent.UnsafeBuffer;

/** Headers that are in no slot. */
final class Headers {
  private Headers() {}

  static FrameHeader empty() {
    FrameHeader header =
        new FrameHeader(new UnsafeBuffer(new byte[FrameHeaderDescriptor.LAYOUT.length()]), 0);
    header.reset();
    return header;
  }
}
