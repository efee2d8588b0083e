package dev.zoetrope.encoder;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_unref;

import dev.zoetrope.ffmpeg.FilterGraph;
import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** A filter graph that hands what comes out of it to a consumer. Not thread-safe. */
final class GraphRunner implements AutoCloseable {
  private final FilterGraph graph;
  private final AVFrame out = av_frame_alloc();
  private long endPts = org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

  GraphRunner(AVFrame first, Rational timeBase, Rational frameRate, String filters)
      throws IOException {
    try (AVRational base = timeBase.toNative();
        AVRational rate = frameRate.toNative()) {
      graph = FilterGraph.of(first, base, rate, filters);
    }
  }

  FilterGraph graph() {
    return graph;
  }

  void send(AVFrame frame, FrameConsumer consumer) throws IOException {
    endPts = frame.pts() + Math.max(0, frame.duration());
    graph.send(frame);
    drain(consumer);
  }

  void finish(FrameConsumer consumer) throws IOException {
    graph.finish(endPts);
    drain(consumer);
  }

  private void drain(FrameConsumer consumer) throws IOException {
    while (graph.receive(out)) {
      try {
        consumer.accept(out);
      } finally {
        av_frame_unref(out);
      }
    }
  }

  @Override
  public void close() {
    av_frame_free(out);
    graph.close();
  }
}
