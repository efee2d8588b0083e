package dev.zoetrope.display;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.ffmpeg.FilterGraph;
import dev.zoetrope.ffmpeg.SlotFrame;
import dev.zoetrope.layout.FrameHeader;
import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;

/** Converts sound that SDL does not take, by libswresample. Not thread-safe. */
final class AudioConverter implements AutoCloseable {
  private record Key(String format, int rate, String layout) {}

  private final AudioOutput output;
  private final AVFrame converted = av_frame_alloc();
  private FilterGraph graph;
  private Key key;

  AudioConverter(AudioOutput output) {
    this.output = output;
  }

  /** Converts and queues a frame; takes the lease over. */
  void put(FrameLease lease) throws IOException {
    FrameHeader header = lease.header();
    Key wanted = new Key(header.format(), header.sampleRate(), header.channelLayout());
    String filters = AudioFormat.filters(header);
    AVFrame input = SlotFrame.wrap(lease);
    try {
      if (!wanted.equals(key)) {
        finish();
        try (AVRational none = new AVRational()) {
          graph = FilterGraph.of(input, input.time_base(), none.num(0).den(1), filters);
        }
        key = wanted;
      }
      graph.send(input);
    } finally {
      av_frame_free(input);
    }
    drain();
  }

  /** Queues what the filters still hold. */
  void finish() throws IOException {
    if (graph != null) {
      graph.send(null);
      drain();
      graph.close();
      graph = null;
      key = null;
    }
  }

  private void drain() throws IOException {
    while (graph.receive(converted)) {
      long pts = converted.pts();
      AVRational base = converted.time_base();
      long ptsNs =
          pts == FrameHeader.NO_PTS
              ? MediaClock.UNKNOWN
              : Math.round((double) pts * base.num() / base.den() * 1e9);
      output.put(converted, ptsNs);
      av_frame_unref(converted);
    }
  }

  @Override
  public void close() {
    if (graph != null) {
      graph.close();
    }
    av_frame_free(converted);
  }
}
