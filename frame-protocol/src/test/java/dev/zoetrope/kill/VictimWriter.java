package dev.zoetrope.kill;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.Set;

/**
 * Writes a stream from its start to its end, again and again, so that it comes to each place of a
 * writer many times: with claims that it aborts, epochs that it rolls, slots that it waits for.
 */
final class VictimWriter {
  static final int SLOTS = 5;

  private static final int FRAMES = 45;
  private static final int FRAMES_PER_EPOCH = 15;
  private static final int FRAMES_PER_ABORT = 7;
  private static final long GROWTH = 4096;
  private static final long JOIN_NS = 2_000_000_000L;

  private final PipelineDirectory directory;
  private final Halt halt;
  private final long stallTimeoutNs;
  private final boolean isTorn;

  /**
   * A writer of stream {@code s}.
   *
   * @param halt told of {@link Place#HALF_PAYLOAD}
   * @param isTorn planted bug: a frame is published before its second half is written
   */
  VictimWriter(PipelineDirectory directory, Halt halt, long stallTimeoutNs, boolean isTorn) {
    this.directory = directory;
    this.halt = halt;
    this.stallTimeoutNs = stallTimeoutNs;
    this.isTorn = isTorn;
  }

  /** Writes for ever. */
  void run() throws IOException, InterruptedException {
    while (true) {
      try (StreamWriter writer =
          StreamWriter.open(
              directory, "s", TestPipeline.spec(SLOTS), PressurePolicy.WAIT, stallTimeoutNs)) {
        // Without readers a stream would be over before anybody could see it.
        writer.awaitReaders(Set.of(Survivor.EVERY, Survivor.LATEST), JOIN_NS);
        Numbered numbers = new Numbered(writer);
        for (int frame = 0; frame < FRAMES; frame++) {
          if (frame % FRAMES_PER_ABORT == 0) {
            writer.claim(Frames.LENGTH).close();
          }
          publish(writer, numbers, Frames.LENGTH + frame / FRAMES_PER_EPOCH * GROWTH);
          halt.worked();
        }
      }
    }
  }

  private void publish(StreamWriter writer, Numbered numbers, long room) throws IOException {
    FrameClaim claim = writer.claim(room);
    long number = numbers.next();
    Frames.describe(claim.header(), number);
    fill(claim, number, 0, Frames.ROWS / 2);
    halt.at(Place.HALF_PAYLOAD.name());
    if (isTorn) {
      numbers.published(claim.publish());
      fill(claim, number, Frames.ROWS / 2, Frames.ROWS);
    } else {
      fill(claim, number, Frames.ROWS / 2, Frames.ROWS);
      numbers.published(claim.publish());
    }
  }

  private static void fill(FrameClaim claim, long number, int from, int to) {
    for (int row = from; row < to; row++) {
      Frames.fillRow(claim, number, row);
    }
  }
}
