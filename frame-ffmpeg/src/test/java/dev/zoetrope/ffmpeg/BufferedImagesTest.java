package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.StreamKind;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferedImagesTest {
  private static final int TOLERANCE = 4;

  /** FFmpeg's own has two bits of blue. */
  private static final int TOLERANCE_OF_PALETTE = 43;

  @TempDir Path runtime;

  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  /** One colour through a real slot, as an image. */
  private BufferedImage pass(String graph) throws IOException {
    AVFrame frame = av_frame_alloc();
    try (FilterGraph source = FilterGraph.source(graph);
        TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 64)) {
      assertTrue(source.receive(frame));
      try (FrameLease lease = stream.pass(frame, 1, 25)) {
        return BufferedImages.copyOf(lease);
      }
    } finally {
      av_frame_free(frame);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rgb24, 5",
    "yuv420p, 5",
    "yuv444p10le, 5",
    "nv12, 5",
    "gbrp, 5",
    "rgba, 6",
    "yuva420p, 6",
    "pal8, 6"
  })
  void coloursSurvive(String format, int type) throws IOException {
    BufferedImage image = pass("color=c=0xE03080:size=33x17:rate=25,format=rgba,format=" + format);

    assertEquals(33, image.getWidth());
    assertEquals(17, image.getHeight());
    assertEquals(type, image.getType());
    Color color = new Color(image.getRGB(32, 16), true);
    int tolerance = format.equals("pal8") ? TOLERANCE_OF_PALETTE : TOLERANCE;
    assertEquals(0xE0, color.getRed(), tolerance, color.toString());
    assertEquals(0x30, color.getGreen(), tolerance, color.toString());
    assertEquals(0x80, color.getBlue(), tolerance, color.toString());
    assertEquals(255, color.getAlpha());
  }

  @Test
  void greyStaysGrey() throws IOException {
    BufferedImage image = pass("color=c=white:size=16x16,format=gray16le");

    assertEquals(BufferedImage.TYPE_BYTE_GRAY, image.getType());
    assertEquals(255, image.getRaster().getSample(3, 3, 0), 1);
  }

  @Test
  void onlyTheVisiblePictureIsCopied() throws IOException {
    AVFrame sent = TestFrames.picture("gray", 64, 64, 1);
    sent.data(0).put(10L * sent.linesize(0) + 20, (byte) 77);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 8192)) {
      try (FrameClaim claim = stream.writer.claim(FrameToSlot.payloadLength(sent))) {
        FrameToSlot.write(sent, claim, 1, 25, 0);
        claim.header().crop(20, 10, 4, 6).color(2, 0, 0, 0, 0);
        claim.publish();
      }
      try (FrameLease lease = stream.take()) {
        BufferedImage image = BufferedImages.copyOf(lease);
        assertEquals(40, image.getWidth());
        assertEquals(48, image.getHeight());
        assertEquals(77, image.getRaster().getSample(0, 0, 0), 1);
      }
    }
    av_frame_free(sent);
  }

  @Test
  void soundIsNoPicture() throws IOException {
    AVFrame sent = TestFrames.samples("fltp", "mono", 1, 10, 1);
    try (TestStream stream = new TestStream(runtime, StreamKind.AUDIO, 2, 4096);
        FrameLease lease = stream.pass(sent, 1, 44100)) {
      assertThrows(IllegalArgumentException.class, () -> BufferedImages.copyOf(lease));
    }
    av_frame_free(sent);
  }
}
