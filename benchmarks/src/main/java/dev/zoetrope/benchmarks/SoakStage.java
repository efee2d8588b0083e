package dev.zoetrope.benchmarks;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The stage that a soak kills and restarts: wants every frame, and holds each until the next one
 * has come, so that a kill nearly always finds it with a pin.
 */
final class SoakStage {
  static final String NAME = "stage";

  private static final long WAIT_NS = 100_000_000L;
  private static final long CONNECT_NS = 30_000_000_000L;

  private SoakStage() {}

  /**
   * Runs until the stream ends; says so on standard output when it has seen its first frame.
   *
   * @param args runtime directory, pipeline
   * @throws IOException when the stream cannot be read
   */
  public static void main(String[] args) throws IOException {
    PipelineDirectory pipeline = PipelineDirectory.of(Path.of(args[0]), args[1]);
    ReaderOptions options =
        ReaderOptions.of(NAME, ReaderPolicy.EVERY).withConnectTimeoutNs(CONNECT_NS);
    FrameLease held = null;
    try (StreamReader reader = StreamReader.connect(pipeline, "video", options)) {
      while (reader.state() == ReaderState.LIVE) {
        FrameLease next = reader.await(WAIT_NS);
        if (next != null && held != null) {
          held.close();
        } else if (next != null) {
          System.out.println("seen");
        }
        held = next == null ? held : next;
      }
    }
    if (held != null) {
      held.close();
    }
  }
}
