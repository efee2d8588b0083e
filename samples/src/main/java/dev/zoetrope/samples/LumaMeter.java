package dev.zoetrope.samples;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.io.PrintStream;
import org.agrona.DirectBuffer;

/**
 * A stage of one's own that only watches: prints the mean of each picture's first plane, which for
 * grey and YUV formats is the luma, as one line of JSON a frame.
 *
 * <pre>
 * java -cp ... dev.zoetrope.samples.LumaMeter PIPELINE STREAM NAME
 * </pre>
 *
 * <p>It reads the pixels where the capture process wrote them; nothing is copied.
 */
public final class LumaMeter {
  private static final long WAIT_NS = 100_000_000L;

  private LumaMeter() {}

  /**
   * Runs the stage until the stream ends.
   *
   * @param args pipeline, stream, name of this reader
   * @throws IOException when the stream cannot be read
   */
  public static void main(String[] args) throws IOException {
    PipelineDirectory pipeline =
        PipelineDirectory.of(PipelineDirectory.runtimeDirectory(), args[0]);
    run(pipeline, args[1], args[2], System.out);
  }

  static void run(PipelineDirectory pipeline, String stream, String name, PrintStream out)
      throws IOException {
    ReaderOptions options = ReaderOptions.of(name, ReaderPolicy.EVERY);
    try (StreamReader reader = StreamReader.connect(pipeline, stream, options)) {
      while (reader.state() == ReaderState.LIVE) {
        try (FrameLease frame = reader.await(WAIT_NS)) {
          if (frame != null) {
            out.printf(
                "{\"frame\": %d, \"pts_ms\": %d, \"luma\": %d}%n",
                frame.sequence(), frame.header().ptsNs() / 1_000_000, meanLuma(frame));
          }
        }
      }
    }
  }

  /** Mean of the first plane's bytes, one byte a pixel; the crop is left out of account. */
  private static long meanLuma(FrameLease frame) {
    FrameHeader header = frame.header();
    DirectBuffer pixels = frame.payload();
    long sum = 0;
    for (int y = 0; y < header.height(); y++) {
      int row = (int) (header.planeOffset(0) + y * header.planeStride(0));
      for (int x = 0; x < header.width(); x++) {
        sum += pixels.getByte(row + x) & 0xFF;
      }
    }
    return sum / ((long) header.width() * header.height());
  }
}
