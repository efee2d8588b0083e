package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.*;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots in the way in which one writes to them, and copies that are one's own. */
class SlotViewsTest {
  private final FfmpegLayouts layouts = new FfmpegLayouts();

  @TempDir Path runtime;

  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  /** A claim for a picture as the stage runner makes one. */
  private FrameClaim claim(TestStream stream, String format, int width, int height)
      throws IOException {
    FrameClaim claim =
        stream.writer.claim(
            PictureLayout.of(av_get_pix_fmt(format), width, height).payloadLength());
    claim.header().video(format, width, height).time(1, 1, 1, 25);
    layouts.layOut(claim.header());
    return claim;
  }

  @Test
  void aPictureOfNoFormatAndSizeHasNoLayout() {
    assertThrows(IllegalArgumentException.class, () -> PictureLayout.of(AV_PIX_FMT_NONE, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "bgr24", "gray16le", "nv12", "pal8", "yuva444p10le"})
  void whatFfmpegWritesIntoAClaimIsWhatAReaderSees(String format) throws IOException {
    AVFrame sent = TestFrames.picture(format, 77, 33, 3);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 64)) {
      try (FrameClaim claim = claim(stream, format, 77, 33)) {
        AVFrame view = SlotFrame.writableView(claim);
        assertEquals(1, av_frame_is_writable(view));
        assertEquals(0, av_frame_copy(view, sent));
        av_frame_free(view);
        layouts.check(claim.header());
        claim.publish();
      }
      AVFrame got = SlotFrame.wrap(stream.take());
      TestFrames.assertSamePixels(sent, got);
      av_frame_free(got);
    }
    av_frame_free(sent);
  }

  @Test
  void aViewOfALeaseLeavesItOpen() throws IOException {
    AVFrame sent = TestFrames.picture("yuv420p", 32, 32, 3);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 64);
        FrameLease lease = stream.pass(sent, 1, 25)) {
      AVFrame view = SlotFrame.readOnlyView(lease);
      assertEquals(0, av_frame_is_writable(view));
      TestFrames.assertSamePixels(sent, view);
      av_frame_free(view);
      assertNotEquals(0, lease.sequence(), "closed with the view");
    }
    av_frame_free(sent);
  }

  @Test
  void aClaimIsWrittenThroughJavaCvInPlace() throws IOException {
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 64)) {
      try (FrameClaim claim = claim(stream, "gray16le", 5, 3)) {
        Frame frame = JavaCvFrames.writableView(claim);
        assertEquals(Frame.DEPTH_USHORT, frame.imageDepth);
        assertEquals(32, frame.imageStride);
        ((ShortBuffer) frame.image[0]).put(2 * frame.imageStride + 4, (short) 0xBEEF);
        claim.publish();
      }
      try (FrameLease lease = stream.take()) {
        assertEquals((short) 0xBEEF, lease.plane(0).getShort(2 * 64 + 8));
      }
    }
  }

  @Test
  void aJavaCvCopyOutlivesTheLeaseAndMayBeWritten() throws IOException {
    AVFrame sent = TestFrames.picture("bgr24", 8, 4, 1);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 4096)) {
      Frame copy;
      try (FrameLease lease = stream.pass(sent, 1, 25)) {
        copy = JavaCvFrames.copyOf(lease);
      }
      ByteBuffer pixels = (ByteBuffer) copy.image[0];
      assertEquals(sent.data(0).get(3L * sent.linesize(0)), pixels.get(3 * copy.imageStride));
      assertTrue(pixels.isDirect(), "OpenCV wants an address");
      pixels.put(0, (byte) 1);
    }
    av_frame_free(sent);
  }

  @Test
  void coloursThatWouldLieAreNotKept() {
    FrameHeader header = Headers.empty();
    header.video("rgb24", 64, 32).color(1, 9, 16, 9, 1);

    layouts.layOut(header);

    assertEquals(AVCOL_SPC_RGB, header.colorMatrix());
    assertEquals(AVCOL_RANGE_JPEG, header.colorRange());
    assertEquals(9, header.colorPrimaries());
    assertEquals(192, header.planeStride(0));
  }

  @Test
  void planesThatDoNotCoverThePictureAreNamed() {
    FrameHeader header = Headers.empty();
    header.video("yuv420p", 640, 360);
    layouts.layOut(header);
    layouts.check(header);
    header.plane(1, header.planeOffset(1), 64, 10);

    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> layouts.check(header));

    assertEquals(
        "640x360 yuv420p has a plane 1 with stride 64 and 10 rows, it needs 320 and 180",
        error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv421p", "vaapi"})
  void formatsThatNoSlotCanHoldAreRefused(String format) {
    FrameHeader header = Headers.empty();
    header.video(format, 640, 360);

    assertThrows(IllegalArgumentException.class, () -> layouts.layOut(header));
    assertThrows(IllegalArgumentException.class, () -> layouts.check(header));
  }

  @Test
  void samplesAreLaidOutByChannel() {
    FrameHeader header = Headers.empty();
    header.audio("fltp", 48000, 6, "5.1", 1000);
    layouts.layOut(header);
    layouts.check(header);
    assertEquals(6, header.planeRows(0));
    header.audio("fltp", 48000, 6, "5.1", 1500);

    assertThrows(IllegalArgumentException.class, () -> layouts.check(header));
  }
}
