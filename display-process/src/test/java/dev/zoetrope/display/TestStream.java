package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.ffmpeg.FrameToSlot;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** A real stream with one writer and one reader. */
final class TestStream implements AutoCloseable {
  private static final long TIMEOUT_NS = 10_000_000_000L;

  final StreamWriter writer;
  final StreamReader reader;

  TestStream(PipelineDirectory directory, String name, StreamKind kind, int slots)
      throws IOException {
    this(directory, name, kind, slots, false);
  }

  TestStream(PipelineDirectory directory, String name, StreamKind kind, int slots, boolean live)
      throws IOException {
    Ffmpeg.initialize(false, false);
    EpochSpec spec = new EpochSpec(kind, slots, 1 << 20, -1, 25, 1, live);
    writer = StreamWriter.open(directory, name, spec, PressurePolicy.WAIT, TIMEOUT_NS);
    ReaderPolicy policy = kind == StreamKind.VIDEO ? ReaderPolicy.LATEST : ReaderPolicy.LEAKY;
    reader = StreamReader.connect(directory, name, ReaderOptions.of("display", policy));
  }

  /**
   * One frame out of a filter.
   *
   * @param description such as {@code testsrc2=size=320x240,format=nv12}
   * @return to be freed
   */
  static AVFrame frame(String description) throws IOException {
    Ffmpeg.initialize(false, false);
    AVFrame frame = av_frame_alloc();
    try (FilterGraph graph = FilterGraph.source(description)) {
      if (!graph.receive(frame)) {
        throw new IOException(description + " gave no frame");
      }
    }
    return frame;
  }

  void publish(AVFrame frame, Consumer<FrameHeader> change) throws IOException {
    try (FrameClaim claim = writer.claim(FrameToSlot.payloadLength(frame))) {
      FrameToSlot.write(
          frame, claim, frame.time_base().num(), frame.time_base().den(), System.nanoTime());
      change.accept(claim.header());
      claim.publish();
    }
  }

  /** Publishes one frame and takes it. */
  FrameLease pass(AVFrame frame, Consumer<FrameHeader> change) throws IOException {
    publish(frame, change);
    return reader.await(TIMEOUT_NS);
  }

  @Override
  public void close() throws IOException {
    reader.close();
    writer.close();
  }
}
