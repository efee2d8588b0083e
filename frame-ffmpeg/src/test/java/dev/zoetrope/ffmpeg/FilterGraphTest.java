package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;
import static org.junit.jupiter.api.Assertions.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FilterGraphTest {
  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  @Test
  void aPatternEndsAfterItsDuration() throws FfmpegException {
    AVFrame frame = av_frame_alloc();
    try (FilterGraph graph = FilterGraph.source("testsrc2=size=64x48:rate=30:duration=1")) {
      assertTrue(graph.isVideo());
      assertEquals(64, graph.width());
      assertEquals(48, graph.height());
      assertEquals(30, graph.frameRate().num());
      int frames = 0;
      while (graph.receive(frame)) {
        assertEquals(frames++, frame.pts());
        assertEquals(30, frame.time_base().den());
        av_frame_unref(frame);
      }
      assertEquals(30, frames);
      assertTrue(graph.isEnded());
    }
    av_frame_free(frame);
  }

  @Test
  void aToneComesInFramesOfTheAskedSize() throws FfmpegException {
    AVFrame frame = av_frame_alloc();
    try (FilterGraph graph = FilterGraph.source("sine=duration=0.1:sample_rate=48000")) {
      assertFalse(graph.isVideo());
      assertEquals(48000, graph.sampleRate());
      assertEquals(1, graph.channels());
      assertEquals("mono", graph.channelLayout());
      graph.setFrameSize(1000);
      int samples = 0;
      while (graph.receive(frame)) {
        samples += frame.nb_samples();
        assertTrue(frame.nb_samples() == 1000 || samples == 4800);
        av_frame_unref(frame);
      }
      assertEquals(4800, samples);
    }
    av_frame_free(frame);
  }

  @Test
  void picturesAreConverted() throws FfmpegException {
    AVFrame sent = TestFrames.picture("rgb24", 64, 32, 5);
    sent.pts(9);
    AVFrame got = av_frame_alloc();
    try (AVRational base = new AVRational().num(1).den(25);
        AVRational rate = new AVRational().num(25).den(1);
        FilterGraph graph = FilterGraph.of(sent, base, rate, "scale=32:16,format=yuv420p")) {
      graph.send(sent);
      graph.send(null);
      assertTrue(graph.receive(got));
      assertEquals(AV_PIX_FMT_YUV420P, got.format());
      assertEquals(32, got.width());
      assertEquals(9, got.pts());
      av_frame_unref(got);
      assertFalse(graph.receive(got));
      assertTrue(graph.isEnded());
    }
    av_frame_free(got);
    av_frame_free(sent);
  }

  @Test
  void aWrongDescriptionIsNamedWithFfmpegsReason() {
    FfmpegException error =
        assertThrows(FfmpegException.class, () -> FilterGraph.source("tetsrc=size=1x1"));
    assertTrue(error.getMessage().contains("'tetsrc=size=1x1'"), error.getMessage());
    assertTrue(error.getMessage().contains("No such filter: 'tetsrc'"), error.getMessage());
    assertThrows(FfmpegException.class, () -> FilterGraph.source("scale=1:1"));
    assertThrows(FfmpegException.class, () -> FilterGraph.source("testsrc2=size=nonsense"));
  }
}
