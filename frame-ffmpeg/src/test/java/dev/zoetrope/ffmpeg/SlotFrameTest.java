package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avutil.AVContentLightMetadata;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVMasteringDisplayMetadata;
import org.bytedeco.javacpp.IntPointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotFrameTest {
  @TempDir Path runtime;

  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yuv420p",
        "yuv422p",
        "yuv444p",
        "yuv410p",
        "yuva420p",
        "nv12",
        "p010le",
        "yuv420p10le",
        "yuv444p16le",
        "gray",
        "gray10le",
        "gray16le",
        "ya8",
        "rgb24",
        "bgra",
        "rgb565le",
        "gbrp",
        "gbrap16le",
        "gbrpf32le",
        "pal8",
        "monob",
        "yuyv422",
        "uyyvyy411",
        "xyz12le"
      })
  void everyPixelFormatPassesUnchanged(String format) throws IOException {
    for (int[] size : new int[][] {{1, 1}, {2, 2}, {17, 13}, {64, 64}, {333, 5}}) {
      AVFrame sent = TestFrames.picture(format, size[0], size[1], 42);
      sent.pts(123).duration(7);
      try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 64)) {
        AVFrame got = SlotFrame.wrap(stream.pass(sent, 1, 90000));
        assertEquals(sent.format(), got.format());
        assertEquals(size[0], got.width());
        assertEquals(size[1], got.height());
        assertEquals(123, got.pts());
        assertEquals(7, got.duration());
        assertEquals(90000, got.time_base().den());
        TestFrames.assertSamePixels(sent, got);
        assertEquals(0, av_frame_is_writable(got), "a slot is read-only");
        assertTrue(Cropping.isAligned(got));
        av_frame_free(got);
      }
      av_frame_free(sent);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s16, mono, 1",
    "s16, stereo, 2",
    "fltp, stereo, 2",
    "fltp, 5.1(side), 6",
    "s32p, 7.1, 8",
    "u8, 7.1, 8",
    "dblp, 16 channels, 16",
    "flt, 3 channels, 3",
    "s16p, hexadecagonal, 16",
    "s16, FL+LFE, 2"
  })
  void everySampleFormatPassesUnchanged(String format, String layout, int channels)
      throws IOException {
    for (int count : new int[] {1, 7, 1024}) {
      AVFrame sent = TestFrames.samples(format, layout, channels, count, 7);
      sent.pts(-1024);
      try (TestStream stream = new TestStream(runtime, StreamKind.AUDIO, 2, 64)) {
        AVFrame got = SlotFrame.wrap(stream.pass(sent, 1, 44100));
        assertEquals(sent.format(), got.format());
        assertEquals(count, got.nb_samples());
        assertEquals(44100, got.sample_rate());
        assertEquals(-1024, got.pts());
        assertEquals(0, av_channel_layout_compare(sent.ch_layout(), got.ch_layout()));
        TestFrames.assertSameSamples(sent, got);
        // References to frames of more than eight planes copy the table of planes.
        AVFrame clone = av_frame_clone(got);
        av_frame_free(got);
        TestFrames.assertSameSamples(sent, clone);
        av_frame_free(clone);
      }
      av_frame_free(sent);
    }
  }

  @Test
  void aFrameWithoutTimeHasNone() throws IOException {
    AVFrame sent = TestFrames.picture("gray", 4, 4, 1);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 64)) {
      AVFrame got = SlotFrame.wrap(stream.pass(sent, 1, 25));
      assertEquals(AV_NOPTS_VALUE, got.pts());
      av_frame_free(got);
    }
    av_frame_free(sent);
  }

  @Test
  void theLeaseEndsWithTheLastReference() throws IOException {
    AVFrame sent = TestFrames.picture("yuv420p", 32, 32, 1);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 4096)) {
      FrameLease lease = stream.pass(sent, 1, 25);
      AVFrame first = SlotFrame.wrap(lease);
      AVFrame second = av_frame_clone(first);
      assertEquals(1, lease.sequence());
      av_frame_free(first);
      assertEquals(1, lease.sequence(), "another reference holds the pin");
      TestFrames.assertSamePixels(sent, second);
      av_frame_free(second);
      assertEquals(0, lease.sequence(), "closed by FFmpeg");
    }
    av_frame_free(sent);
  }

  @Test
  void referencesMayGoOnAnyThreadAfterTheReaderLeft() throws Exception {
    AVFrame sent = TestFrames.picture("yuv420p", 32, 32, 1);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 4, 4096)) {
      AVFrame got = SlotFrame.wrap(stream.pass(sent, 1, 25));
      stream.reader.close();
      TestFrames.assertSamePixels(sent, got);
      CountDownLatch freed = new CountDownLatch(1);
      new Thread(
              () -> {
                av_frame_free(got);
                freed.countDown();
              })
          .start();
      assertTrue(freed.await(10, TimeUnit.SECONDS));
    }
    av_frame_free(sent);
  }

  @Test
  void manySlotsAreHeldAtOnce() throws IOException {
    int slots = 40;
    List<FrameLease> leases = new ArrayList<>();
    List<AVFrame> frames = new ArrayList<>();
    AVFrame sent = TestFrames.picture("gray", 16, 16, 1);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, slots, 4096)) {
      for (int i = 0; i < slots; i++) {
        FrameLease lease = stream.pass(sent, 1, 25);
        leases.add(lease);
        frames.add(SlotFrame.wrap(lease));
      }
      leases.forEach(lease -> assertNotEquals(0, lease.sequence()));
      frames.forEach(frame -> av_frame_free(frame));
      leases.forEach(lease -> assertEquals(0, lease.sequence()));
    }
    av_frame_free(sent);
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "90, false",
    "180, false",
    "270, false",
    "90, true",
    "180, true",
    "270, true",
    "45, false"
  })
  void rotationAndMirroringPass(int degrees, boolean flip) throws IOException {
    AVFrame sent = TestFrames.picture("gray", 4, 4, 1);
    int[] matrix = new int[9];
    av_display_rotation_set(matrix, degrees);
    if (flip) {
      matrix[0] = -matrix[0];
      matrix[1] = -matrix[1];
    }
    AVFrameSideData data = av_frame_new_side_data(sent, AV_FRAME_DATA_DISPLAYMATRIX, 36);
    new IntPointer(data.data()).put(matrix);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 4096)) {
      FrameLease lease = stream.pass(sent, 1, 25);
      assertEquals(degrees, lease.header().rotation(), "clockwise");
      assertEquals(flip, lease.header().has(FrameHeader.HORIZONTAL_FLIP));
      AVFrame got = SlotFrame.wrap(lease);
      int[] back = new int[9];
      new IntPointer(av_frame_get_side_data(got, AV_FRAME_DATA_DISPLAYMATRIX).data()).get(back);
      for (int i = 0; i < back.length; i++) {
        assertEquals(matrix[i], back[i], 2, "matrix[" + i + "]");
      }
      av_frame_free(got);
    }
    av_frame_free(sent);
  }

  @Test
  void metadataPasses() throws IOException {
    AVFrame sent = TestFrames.picture("yuv420p10le", 16, 8, 1);
    sent.color_range(AVCOL_RANGE_JPEG).color_primaries(AVCOL_PRI_BT2020);
    sent.color_trc(AVCOL_TRC_SMPTE2084).colorspace(AVCOL_SPC_BT2020_NCL);
    sent.chroma_location(AVCHROMA_LOC_TOPLEFT);
    sent.sample_aspect_ratio().num(16).den(11);
    sent.flags(
        AVFrame.AV_FRAME_FLAG_KEY
            | AVFrame.AV_FRAME_FLAG_INTERLACED
            | AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST
            | AVFrame.AV_FRAME_FLAG_CORRUPT);
    AVMasteringDisplayMetadata mastering = av_mastering_display_metadata_create_side_data(sent);
    mastering.has_primaries(1).has_luminance(1);
    mastering.display_primaries(0, 0).num(35400).den(50000);
    mastering.display_primaries(2, 1).num(23).den(500);
    mastering.white_point(0).num(15635).den(50000);
    mastering.white_point(1).num(16450).den(50000);
    mastering.max_luminance().num(1000).den(1);
    mastering.min_luminance().num(1).den(10000);
    av_content_light_metadata_create_side_data(sent).MaxCLL(1000).MaxFALL(400);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 4096)) {
      FrameLease lease = stream.pass(sent, 1, 25);
      assertEquals(4711, lease.header().captureTimeNs());
      AVFrame got = SlotFrame.wrap(lease);
      assertEquals(sent.flags(), got.flags());
      assertEquals(AVCOL_RANGE_JPEG, got.color_range());
      assertEquals(AVCOL_PRI_BT2020, got.color_primaries());
      assertEquals(AVCOL_TRC_SMPTE2084, got.color_trc());
      assertEquals(AVCOL_SPC_BT2020_NCL, got.colorspace());
      assertEquals(AVCHROMA_LOC_TOPLEFT, got.chroma_location());
      assertEquals(16, got.sample_aspect_ratio().num());
      assertEquals(11, got.sample_aspect_ratio().den());
      AVMasteringDisplayMetadata back =
          new AVMasteringDisplayMetadata(
              av_frame_get_side_data(got, AV_FRAME_DATA_MASTERING_DISPLAY_METADATA).data());
      assertEquals(35400, back.display_primaries(0, 0).num());
      assertEquals(2300, back.display_primaries(2, 1).num());
      assertEquals(16450, back.white_point(1).num());
      assertEquals(10_000_000, back.max_luminance().num());
      assertEquals(1, back.min_luminance().num());
      AVContentLightMetadata light =
          new AVContentLightMetadata(
              av_frame_get_side_data(got, AV_FRAME_DATA_CONTENT_LIGHT_LEVEL).data());
      assertEquals(1000, light.MaxCLL());
      assertEquals(400, light.MaxFALL());
      av_frame_free(got);
    }
    av_frame_free(sent);
  }

  @Test
  void onlyTheVisiblePictureIsCopied() throws IOException {
    AVFrame sent = TestFrames.picture("yuv420p", 48, 32, 3);
    sent.crop_left(2).crop_top(4).crop_right(6).crop_bottom(8);
    AVFrame visible = Cropping.visible(sent);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 4096)) {
      AVFrame got = SlotFrame.wrap(stream.pass(sent, 1, 25));
      assertEquals(40, got.width());
      assertEquals(20, got.height());
      assertFalse(Cropping.isCropped(got));
      TestFrames.assertSamePixels(visible, got);
      av_frame_free(got);
    }
    av_frame_free(visible);
    av_frame_free(sent);
  }

  @Test
  void aFormatThatFfmpegDoesNotKnowIsRefusedAndTheLeaseClosed() throws IOException {
    AVFrame sent = TestFrames.picture("gray", 4, 4, 1);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 4096)) {
      try (var claim = stream.writer.claim(4096)) {
        FrameToSlot.write(sent, claim, 1, 25, 0);
        claim.header().video("nonsense", 4, 4);
        claim.publish();
      }
      FrameLease lease = stream.take();
      FfmpegException error = assertThrows(FfmpegException.class, () -> SlotFrame.wrap(lease));
      assertEquals(
          "pixel format 'nonsense': not known to this build of FFmpeg", error.getMessage());
      assertEquals(0, lease.sequence());
      try (var claim = stream.writer.claim(4096)) {
        FrameToSlot.write(sent, claim, 1, 25, 0);
        claim.header().video("yuv420p", 4, 400);
        claim.publish();
      }
      FrameLease small = stream.take();
      assertThrows(FfmpegException.class, () -> SlotFrame.wrap(small));
      assertEquals(0, small.sequence());
    }
    av_frame_free(sent);
  }
}
