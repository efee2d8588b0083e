package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slots go to FFmpeg and come back, each once, whether it keeps the frame or not. */
class HeldSlotsTest {
  private static final int SLOTS = 5;
  private static final long PAYLOAD = 4096;

  @TempDir Path runtime;

  private final HeldSlots slots = new HeldSlots();

  private static long gray(AVFrame frame) {
    return frame.data(0).get() & 0xFF;
  }

  /** The first pixel of a published picture. */
  private static long pixel(int number) {
    AVFrame sent = TestFrames.picture("gray", 16, 16, number);
    long pixel = gray(sent);
    av_frame_free(sent);
    return pixel;
  }

  private static void publish(TestStream stream, int number) throws IOException {
    AVFrame sent = TestFrames.picture("gray", 16, 16, number);
    sent.pts(number).duration(1);
    stream.publish(sent, 1, 25);
    av_frame_free(sent);
  }

  private static void assertGivenBackOnce(TestStream stream, long frames) {
    assertEquals(frames, stream.reader.counter(ReaderCellDescriptor.RELEASED));
    assertEquals(0, stream.reader.counter(ReaderCellDescriptor.STALE_RELEASES));
  }

  @Test
  void aFrameThatNobodyKeepsGoesBackAtOnce() throws IOException {
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, SLOTS, PAYLOAD)) {
      for (int i = 1; i <= 20; i++) {
        publish(stream, i);
        FrameLease lease = stream.take();
        long address = lease.payloadAddress();
        AVFrame frame = slots.take(lease, SLOTS);
        assertEquals(i, frame.pts());
        assertEquals(address, frame.data(0).address());
        assertEquals(0, av_frame_is_writable(frame));
        slots.giveBack();
        assertTrue(lease.isOpen());
        av_frame_free(frame);
        slots.giveBack();
        assertFalse(lease.isOpen());
        assertGivenBackOnce(stream, i);
      }
      assertEquals(0, slots.copied());
      slots.close();
      assertGivenBackOnce(stream, 20);
    }
  }

  @Test
  void aFrameThatIsKeptGoesBackWhenItIsLetGo() throws IOException {
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, SLOTS, PAYLOAD)) {
      Queue<AVFrame> kept = new ArrayDeque<>();
      for (int i = 1; i <= 20; i++) {
        publish(stream, i);
        AVFrame frame = slots.take(stream.take(), SLOTS);
        kept.add(av_frame_clone(frame));
        av_frame_free(frame);
        slots.giveBack();
        if (kept.size() == 3) {
          AVFrame oldest = kept.remove();
          assertEquals(i - 2, oldest.pts());
          assertEquals(pixel(i - 2), gray(oldest));
          av_frame_free(oldest);
          slots.giveBack();
          assertGivenBackOnce(stream, i - 2);
        }
      }
      assertEquals(0, slots.copied());
      kept.forEach(frame -> av_frame_free(frame));
      slots.close();
      assertGivenBackOnce(stream, 20);
    }
  }

  @Test
  void moreThanTheWriterCanSpareAreCopied() throws IOException {
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, SLOTS, PAYLOAD)) {
      Queue<AVFrame> kept = new ArrayDeque<>();
      for (int i = 1; i <= 20; i++) {
        publish(stream, i);
        kept.add(slots.take(stream.take(), SLOTS));
      }
      assertEquals(20 - (SLOTS - 2), slots.copied());
      assertGivenBackOnce(stream, 20 - (SLOTS - 2));
      for (int i = 1; i <= 20; i++) {
        AVFrame frame = kept.remove();
        assertEquals(i, frame.pts());
        assertEquals(pixel(i), gray(frame));
        av_frame_free(frame);
      }
      slots.giveBack();
      assertGivenBackOnce(stream, 20);
      slots.close();
    }
  }

  @Test
  void whatIsKeptBeyondTheEndGoesBackWithTheLastReference() throws Exception {
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, SLOTS, PAYLOAD)) {
      publish(stream, 1);
      publish(stream, 2);
      AVFrame first = slots.take(stream.take(), SLOTS);
      AVFrame second = slots.take(stream.take(), SLOTS);
      av_frame_free(first);
      slots.close();
      assertGivenBackOnce(stream, 1);
      Thread other = new Thread(() -> av_frame_free(second));
      other.start();
      other.join();
      assertGivenBackOnce(stream, 2);
      slots.giveBack();
      assertGivenBackOnce(stream, 2);
    }
  }

  @Test
  void framesThatLookDifferentAndNewEpochsAreSeenAsTheyAre() throws IOException {
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, SLOTS, PAYLOAD)) {
      long epoch = stream.reader.epoch();
      AVFrame kept = null;
      FrameLease keptLease = null;
      for (int i = 1; i <= 30; i++) {
        int size = i < 10 ? 16 : i < 20 ? 32 : 128; // Too large for the first slots.
        AVFrame sent = TestFrames.picture(i % 2 == 0 ? "gray" : "yuv420p", size, size, i);
        sent.pts(i).crop_left(i % 3 == 0 ? 2 : 0);
        stream.publish(sent, 1, 20 + i % 2);
        av_frame_free(sent);
        FrameLease lease = stream.take();
        AVFrame frame = slots.take(lease, SLOTS);
        assertEquals(i, frame.pts());
        assertEquals(size - (i % 3 == 0 ? 2 : 0), frame.width());
        assertEquals(av_get_pix_fmt(i % 2 == 0 ? "gray" : "yuv420p"), frame.format());
        assertEquals(20 + i % 2, frame.time_base().den());
        if (i == 19) {
          kept = av_frame_clone(frame);
          keptLease = lease;
        }
        av_frame_free(frame);
        slots.giveBack();
        assertGivenBackOnce(stream, i < 19 ? i : i - 1);
      }
      assertNotEquals(epoch, stream.reader.epoch());
      assertEquals(19, kept.pts());
      assertTrue(keptLease.isOpen());
      av_frame_free(kept);
      assertFalse(keptLease.isOpen());
      slots.close();
    }
  }

  @Test
  void onlyTheVisiblePictureIsSeen() throws IOException {
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, SLOTS, PAYLOAD)) {
      for (int i = 1; i <= 10; i++) {
        try (var claim = stream.writer.claim(PAYLOAD)) {
          claim.header().video("gray", 64, 64).planeCount(1).plane(0, 0, 64, 64);
          claim.header().crop(0, 1, 2, 3).payloadLength(PAYLOAD);
          claim.payload().putByte(64, (byte) i);
          claim.publish();
        }
        AVFrame frame = slots.take(stream.take(), SLOTS);
        assertEquals(62, frame.width());
        assertEquals(60, frame.height());
        assertEquals(i, gray(frame));
        av_frame_free(frame);
        slots.giveBack();
        assertGivenBackOnce(stream, i);
      }
      slots.close();
    }
  }

  @Test
  void aFrameThatCannotBeHadGoesBack() throws IOException {
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, SLOTS, PAYLOAD)) {
      for (int i = 1; i <= 3; i++) {
        try (var claim = stream.writer.claim(256)) {
          claim.header().video("nosuch", 16, 16).planeCount(1).plane(0, 0, 16, 16);
          claim.header().payloadLength(256);
          claim.publish();
        }
        FrameLease lease = stream.take();
        assertThrows(FfmpegException.class, () -> slots.take(lease, SLOTS));
        assertFalse(lease.isOpen());
        assertGivenBackOnce(stream, i);
      }
      slots.close();
    }
  }
}
