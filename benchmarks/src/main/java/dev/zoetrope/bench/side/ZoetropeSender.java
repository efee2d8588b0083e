package dev.zoetrope.bench.side;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.region.PipelineDirectory;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** A stream of this project, as users write it whose loop must not allocate. */
final class ZoetropeSender implements Sender {
  static final String STREAM = "video";

  private static final long STALL_TIMEOUT_NS = 10_000_000_000L;
  private static final int WIDTH = 4096;

  /** Triple buffering for one reader, and one more slot for each further one. */
  private static final int SLOTS_BESIDE_READERS = 2;

  private final int length;
  private final int width;
  private final boolean spins;
  private final UnsafeBuffer picture;
  private final StreamWriter writer;
  private final FrameClaim claim = new FrameClaim();

  /**
   * Opens the stream.
   *
   * @param spins whether to ask for a slot until there is one, instead of sleeping
   */
  ZoetropeSender(Path path, int length, int readers, boolean spins) throws IOException {
    this.length = length;
    this.spins = spins;
    this.width = Math.min(WIDTH, length);
    this.picture = Picture.of(length);
    int slots = SLOTS_BESIDE_READERS + Math.max(1, readers);
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, slots, length, -1, 0, 1, false);
    PressurePolicy pressure = spins ? PressurePolicy.DROP : PressurePolicy.WAIT;
    this.writer = StreamWriter.open(directory(path), STREAM, spec, pressure, STALL_TIMEOUT_NS);
  }

  static PipelineDirectory directory(Path path) {
    return PipelineDirectory.of(path, "bench");
  }

  @Override
  public void claim() throws IOException {
    while (!writer.claim(length, claim)) {
      if (!spins) {
        throw new EOFException("the writer was closed");
      }
      Thread.onSpinWait();
    }
    claim
        .header()
        .video("gray", width, length / width)
        .time(0, 1, 1, 30)
        .payloadLength(length)
        .planeCount(1)
        .plane(0, 0, width, length / width);
  }

  @Override
  public void fill() {
    claim.payload().putBytes(0, picture, 0, length);
  }

  @Override
  public void publish(long stamp) {
    claim.header().captureTimeNs(stamp);
    claim.publish();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
