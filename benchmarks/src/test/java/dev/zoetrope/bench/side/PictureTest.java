package dev.zoetrope.bench.side;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether a reader sees every byte that is not what was sent. */
@Tag("once")
class PictureTest {
  private static final int LENGTH = 64 * 48 * 3 / 2;

  @Test
  void whatWasSentIsAPicture() {
    assertFalse(Picture.differs(Picture.of(LENGTH).byteBuffer()));
  }

  @Test
  void anyByteThatChangedIsSeen() {
    ByteBuffer picture = Picture.of(LENGTH).byteBuffer();
    for (int i = 0; i < LENGTH; i++) {
      byte was = picture.get(i);
      picture.put(i, (byte) (was + 1));
      assertTrue(Picture.differs(picture), "byte " + i);
      picture.put(i, was);
    }
  }

  @Test
  void halfAPictureOverNothingIsNone() {
    ByteBuffer torn = ByteBuffer.allocate(LENGTH);
    torn.put(0, Picture.of(LENGTH).byteBuffer(), 0, LENGTH / 2);
    assertTrue(Picture.differs(torn));
  }
}
