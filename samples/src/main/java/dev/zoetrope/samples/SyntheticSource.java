package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamList;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * A source of one's own: publishes a grey ramp that moves, 320x240 at 25 frames a second.
 *
 * <pre>
 * java -cp ... dev.zoetrope.samples.SyntheticSource PIPELINE FRAMES READER
 * </pre>
 *
 * <p>It waits for the reader of that name, then runs as fast as its readers take the frames.
 */
public final class SyntheticSource {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final long STALL_TIMEOUT_NS = 10_000_000_000L;
  private static final long AWAIT_NS = 20_000_000_000L;

  private SyntheticSource() {}

  /**
   * Runs the source.
   *
   * @param args pipeline, number of frames, name of the reader to wait for
   * @throws IOException when the stream cannot be written
   * @throws InterruptedException when interrupted while waiting for the reader
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    PipelineDirectory pipeline =
        PipelineDirectory.of(PipelineDirectory.runtimeDirectory(), args[0]);
    run(pipeline, Integer.parseInt(args[1]), args[2]);
  }

  static void run(PipelineDirectory pipeline, int frames, String reader)
      throws IOException, InterruptedException {
    EpochSpec spec =
        new EpochSpec(StreamKind.VIDEO, 3, WIDTH * HEIGHT, frames * 40_000_000L, 25, 1, false);
    try (StreamWriter video =
            StreamWriter.open(pipeline, "video", spec, PressurePolicy.WAIT, STALL_TIMEOUT_NS);
        StreamList streams = StreamList.announce(pipeline, "capture", List.of("video"))) {
      video.awaitReaders(Set.of(reader), AWAIT_NS);
      for (int i = 0; i < frames; i++) {
        FrameClaim claim = video.claim(WIDTH * HEIGHT);
        for (int y = 0; y < HEIGHT; y++) {
          claim.payload().setMemory(y * WIDTH, WIDTH, (byte) (y + i));
        }
        claim
            .header()
            .video("gray", WIDTH, HEIGHT)
            .time(i, 1, 1, 25)
            .captureTimeNs(System.nanoTime())
            .flags(FrameHeader.KEY)
            .payloadLength(WIDTH * HEIGHT)
            .planeCount(1)
            .plane(0, 0, WIDTH, HEIGHT);
        claim.publish();
      }
    }
  }
}
