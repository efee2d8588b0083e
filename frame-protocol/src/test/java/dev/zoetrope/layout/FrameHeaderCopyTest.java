package dev.zoetrope.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What a reader's copy of a header holds of one that others wrote. */
class FrameHeaderCopyTest {
  private final byte[] shared = new byte[FrameHeaderDescriptor.LAYOUT.length()];
  private final byte[] own = new byte[shared.length];
  private final FrameHeader header = new FrameHeader(new UnsafeBuffer(shared), 0);
  private final FrameHeader copy = new FrameHeader(new UnsafeBuffer(own), 0);

  private void copyOverOldFrame() {
    Arrays.fill(own, (byte) 7);
    copy.copyUsedFrom(new UnsafeBuffer(shared), 0);
  }

  @Test
  void audioIsCopiedWhole() {
    header.reset();
    header.audio("fltp", 48_000, 6, "5.1(side)", 1024);
    copyOverOldFrame();
    assertArrayEquals(shared, own);
  }

  @Test
  void aPictureWithoutLightLevelsLeavesNothingOfTheFrameBefore() {
    header.reset();
    header.video("yuv420p", 1920, 1080);
    copyOverOldFrame();
    assertArrayEquals(shared, own);
  }

  @Test
  void lightLevelsComeAlongWhenTheirFlagIsSet() {
    header.reset();
    header.video("yuv420p10le", 3840, 2160).lightLevels(1000, 400);
    copyOverOldFrame();
    assertEquals(0, copy.maxCll());
    header.flags(FrameHeader.HAS_LIGHT_LEVELS);
    copyOverOldFrame();
    assertEquals(1000, copy.maxCll());
    header.flags(FrameHeader.HAS_MASTERING_DISPLAY).mastering(9, 10_000_000);
    copyOverOldFrame();
    assertEquals(10_000_000, copy.mastering(9));
  }

  private void assertNew(boolean isNew) {
    long before = copy.revision();
    copy.copyUsedFrom(new UnsafeBuffer(shared), 0);
    assertEquals(before + (isNew ? 1 : 0), copy.revision());
    assertArrayEquals(shared, own);
  }

  @Test
  void timesAndFlagsOfOneFrameAreNoNewRevision() {
    header.reset();
    header.video("yuv420p", 1920, 1080).time(1, 2, 1, 25);
    assertNew(true);
    assertNew(false);
    header.stamp(3, 4);
    header.time(5, 6, 1, 25).captureTimeNs(7);
    header.flags(FrameHeader.KEY | FrameHeader.DISCONTINUITY | FrameHeader.INTERLACED);
    assertNew(false);
  }

  @Test
  void anythingElseIsANewRevision() {
    header.reset();
    header.video("yuv420p", 1920, 1080).time(1, 2, 1, 25);
    assertNew(true);
    header.time(1, 2, 1, 30);
    assertNew(true);
    header.payloadLength(64);
    assertNew(true);
    header.flags(FrameHeader.HORIZONTAL_FLIP);
    assertNew(true);
    header.flags(FrameHeader.HAS_LIGHT_LEVELS);
    header.lightLevels(10, 1);
    assertNew(true);
    header.lightLevels(10, 2);
    assertNew(true);
    header.flags(0);
    header.lightLevels(0, 0);
    assertNew(true);
    // Each byte of what describes a picture, up to the values that flags announce.
    for (int at = FrameHeaderDescriptor.FORMAT; at < FrameHeaderDescriptor.MASTERING; at++) {
      shared[at] ^= 1;
      assertNew(true);
    }
    header.reset();
    header.audio("fltp", 48_000, 2, "stereo", 1024);
    assertNew(true);
    for (int at = FrameHeaderDescriptor.FORMAT; at < shared.length; at++) {
      shared[at] ^= 1;
      assertNew(true);
    }
    assertNew(false);
  }

  @Test
  void aResetHeaderIsThatOfNoFrame() {
    Arrays.fill(shared, (byte) 7);
    header.reset();
    assertEquals(FrameHeader.NO_PTS, header.pts());
    assertEquals(1, header.timeBaseDen());
    assertEquals("", header.format());
    assertEquals("", header.channelLayout());
    assertEquals(0, header.rotation());
  }
}
