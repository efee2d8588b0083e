package dev.zoetrope.filter;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** The capture time of a frame, which libavfilter passes on in a field that it does not look at. */
final class Times {
  private Times() {}

  static void setCaptured(AVFrame frame, long ns) {
    frame.opaque(new Number64(ns));
  }

  /** The capture time, or another where a filter made the frame anew. */
  static long captured(AVFrame frame, long otherwise) {
    Pointer opaque = frame.opaque();
    return opaque == null || opaque.isNull() ? otherwise : opaque.address();
  }

  /** A number where FFmpeg has a pointer. */
  private static final class Number64 extends BytePointer {
    Number64(long value) {
      super((Pointer) null);
      address = value;
    }
  }
}
