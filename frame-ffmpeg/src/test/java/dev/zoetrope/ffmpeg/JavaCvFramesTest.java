package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.junit.jupiter.api.Assertions.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.StreamKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacv.Frame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCvFramesTest {
  @TempDir Path runtime;

  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  @Test
  void packedPicturesLookAsJavaCvWantsThem() throws IOException {
    AVFrame sent = TestFrames.picture("bgr24", 5, 3, 1);
    sent.pts(2);
    try (TestStream stream = new TestStream(runtime, StreamKind.VIDEO, 2, 4096);
        FrameLease lease = stream.pass(sent, 1, 25)) {
      Frame frame = JavaCvFrames.readOnlyView(lease);
      assertEquals(5, frame.imageWidth);
      assertEquals(3, frame.imageHeight);
      assertEquals(3, frame.imageChannels);
      assertEquals(Frame.DEPTH_UBYTE, frame.imageDepth);
      assertEquals(80_000, frame.timestamp);
      ByteBuffer pixels = (ByteBuffer) frame.image[0];
      byte expected = sent.data(0).get(2L * sent.linesize(0) + 4);
      assertEquals(expected, pixels.get(2 * frame.imageStride + 4));
      assertTrue(pixels.isReadOnly());
    }
    av_frame_free(sent);
  }

  @Test
  void samplesComeByChannel() throws IOException {
    AVFrame sent = TestFrames.samples("fltp", "stereo", 2, 100, 1);
    try (TestStream stream = new TestStream(runtime, StreamKind.AUDIO, 2, 4096);
        FrameLease lease = stream.pass(sent, 1, 44100)) {
      Frame frame = JavaCvFrames.readOnlyView(lease);
      assertEquals(44100, frame.sampleRate);
      assertEquals(2, frame.audioChannels);
      assertEquals(2, frame.samples.length);
      FloatBuffer right = (FloatBuffer) frame.samples[1];
      assertEquals(100, right.remaining());
      assertEquals(
          sent.extended_data(1).getInt(99L * Float.BYTES), Float.floatToRawIntBits(right.get(99)));
    }
    av_frame_free(sent);
  }
}
