package dev.zoetrope.ffmpeg;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A real stream with one EVERY reader, both in this process. */
final class TestStream implements AutoCloseable {
  private static final long TIMEOUT_NS = 10_000_000_000L;

  final StreamWriter writer;
  final StreamReader reader;

  TestStream(Path runtime, StreamKind kind, int slots, long payload) throws IOException {
    PipelineDirectory directory = PipelineDirectory.of(runtime, "test");
    EpochSpec spec = new EpochSpec(kind, slots, payload, -1, 25, 1, false);
    writer = StreamWriter.open(directory, "s", spec, PressurePolicy.WAIT, TIMEOUT_NS);
    reader = StreamReader.connect(directory, "s", ReaderOptions.of("r", ReaderPolicy.EVERY));
  }

  /** Publishes a frame and takes it. */
  FrameLease pass(AVFrame frame, int timeBaseNum, int timeBaseDen) throws IOException {
    publish(frame, timeBaseNum, timeBaseDen);
    return take();
  }

  void publish(AVFrame frame, int timeBaseNum, int timeBaseDen) throws IOException {
    try (FrameClaim claim = writer.claim(FrameToSlot.payloadLength(frame))) {
      FrameToSlot.write(frame, claim, timeBaseNum, timeBaseDen, 4711);
      claim.publish();
    }
  }

  FrameLease take() throws IOException {
    FrameLease lease = reader.await(TIMEOUT_NS);
    assertNotNull(lease);
    return lease;
  }

  @Override
  public void close() throws IOException {
    reader.close();
    writer.close();
  }
}
