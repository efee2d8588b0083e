package dev.zoetrope.bench.side;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What is sent: two halves that are the same. A reader that compares them reads every byte once, by
 * vectors in any JVM as in C, and sees whether it got what was sent.
 */
final class Picture {
  private Picture() {}

  /** A picture, each half with other bytes at other places. */
  static UnsafeBuffer of(int length) {
    UnsafeBuffer picture = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    for (int i = 0; i < length; i++) {
      picture.putByte(i, (byte) (i % (length / 2)));
    }
    return picture;
  }

  /** Whether it is none. */
  static boolean differs(ByteBuffer payload) {
    int half = payload.limit() / 2;
    return payload.slice(0, half).mismatch(payload.slice(half, half)) >= 0;
  }
}
