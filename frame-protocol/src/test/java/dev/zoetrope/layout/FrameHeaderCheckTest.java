package dev.zoetrope.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** After a pass, every plane lies in the payload, every divisor is positive, every name ends. */
class FrameHeaderCheckTest {
  private static final long CAPACITY = 1 << 20;

  private final UnsafeBuffer memory =
      new UnsafeBuffer(new byte[FrameHeaderDescriptor.LAYOUT.length()]);
  private final FrameHeader header = new FrameHeader(memory, 0);

  private void video() {
    header.reset();
    header
        .video("yuv420p", 640, 480)
        .planeCount(3)
        .plane(0, 0, 640, 480)
        .plane(1, 307200, 320, 240)
        .plane(2, 384000, 320, 240)
        .payloadLength(460800)
        .time(1, 1, 1, 25);
  }

  private void audio() {
    header.reset();
    header
        .audio("fltp", 48000, 6, "5.1(side)", 1024)
        .planeCount(1)
        .plane(0, 0, 4096, 6)
        .payloadLength(24576)
        .time(FrameHeader.NO_PTS, 0, 1, 48000);
  }

  private void check() {
    FrameHeaderCheck.check(header, CAPACITY);
  }

  @Test
  void goodHeadersPass() {
    video();
    check();
    audio();
    check();
    assertEquals("fltp", header.format());
    assertEquals("5.1(side)", header.channelLayout());
  }

  @Test
  void badVideoHeadersFail() {
    List<Consumer<FrameHeader>> damages =
        List.of(
            h -> h.payloadLength(-1),
            h -> h.payloadLength(CAPACITY + 1),
            h -> h.time(0, -1, 1, 25),
            h -> h.time(0, 0, 0, 25),
            h -> h.time(0, 0, 1, -25),
            h -> h.planeCount(0),
            h -> h.planeCount(5),
            h -> h.plane(2, 384000, 321, 240),
            h -> h.plane(2, 384001, 320, 240),
            h -> h.plane(1, -64, 320, 240),
            h -> h.plane(1, 1L << 62, 320, 240),
            h -> h.plane(1, 0, -1, 240),
            h -> h.plane(1, 0, 320, -1),
            h -> h.plane(1, 0, Long.MAX_VALUE, Integer.MAX_VALUE),
            h -> h.video("yuv420p", 0, 480),
            h -> h.video("yuv420p", 640, 65537),
            h -> h.video("", 640, 480),
            h -> h.video("yuv 420", 640, 480),
            h -> h.crop(640, 0, 0, 0),
            h -> h.crop(320, 0, 320, 0),
            h -> h.crop(0, -1, 0, 0),
            h -> h.crop(0, Integer.MAX_VALUE, 0, Integer.MAX_VALUE),
            h -> h.sampleAspectRatio(1, 0),
            h -> h.sampleAspectRatio(-1, 1),
            h -> h.color(-1, 0, 0, 0, 0),
            h -> h.color(0, 0, 0, 0, 1 << 16),
            h -> h.rotation(360),
            h -> h.rotation(-90));
    for (Consumer<FrameHeader> damage : damages) {
      video();
      damage.accept(header);
      assertThrows(CorruptRegionException.class, this::check);
    }
  }

  @Test
  void badAudioHeadersFail() {
    List<Consumer<FrameHeader>> damages =
        List.of(
            h -> h.audio("fltp", 0, 6, "5.1", 1),
            h -> h.audio("fltp", 48000, 0, "5.1", 1),
            h -> h.audio("fltp", 48000, 65, "5.1", 1),
            h -> h.audio("fltp", 48000, 6, "", 1),
            h -> h.audio("fltp", 48000, 6, "5.1", -1),
            h -> h.plane(0, 0, 4096, 5),
            h -> h.plane(0, 0, 4097, 6),
            h -> h.planeCount(2));
    for (Consumer<FrameHeader> damage : damages) {
      audio();
      damage.accept(header);
      assertThrows(CorruptRegionException.class, this::check);
    }
  }

  @Test
  void namesWithoutEndFail() {
    video();
    memory.setMemory(FrameHeaderDescriptor.FORMAT, FrameHeaderDescriptor.FORMAT_LENGTH, (byte) 'x');
    assertThrows(CorruptRegionException.class, this::check);
    assertThrows(IllegalArgumentException.class, () -> header.video("x".repeat(32), 640, 480));
  }

  @Test
  void whateverPassesIsWithinThePayload() {
    Random random = new Random(11);
    int passed = 0;
    for (int i = 0; i < 200_000; i++) {
      if (random.nextBoolean()) {
        video();
      } else {
        audio();
      }
      for (int damage = random.nextInt(3); damage >= 0; damage--) {
        int offset = random.nextInt(FrameHeaderDescriptor.LAYOUT.length() / 4) * 4;
        memory.putInt(offset, random.nextInt() >>> random.nextInt(32));
      }
      passed += passes() ? 1 : 0;
    }
    assertTrue(passed > 1000, "too few passed: " + passed);
  }

  private boolean passes() {
    try {
      check();
    } catch (CorruptRegionException e) {
      return false;
    }
    for (int plane = 0; plane < header.planeCount(); plane++) {
      long end = header.planeOffset(plane) + header.planeStride(plane) * header.planeRows(plane);
      assertTrue(header.planeOffset(plane) >= 0 && end >= 0 && end <= CAPACITY);
    }
    assertTrue(header.timeBaseDen() > 0 && header.sarDen() > 0);
    assertTrue(header.format().length() < FrameHeaderDescriptor.FORMAT_LENGTH);
    return true;
  }

  @Test
  void timesAreConverted() {
    video();
    header.time(90_000, 3_000, 1, 90_000);
    assertEquals(1_000_000_000L, header.ptsNs());
    assertEquals(33_333_333L, header.durationNs());
    header.time(FrameHeader.NO_PTS, 0, 1, 90_000);
    assertEquals(FrameHeader.NO_PTS, header.ptsNs());
    header.time(-1001, 1001, 1, 30_000);
    assertEquals(-33_366_666L, header.ptsNs());
  }
}
