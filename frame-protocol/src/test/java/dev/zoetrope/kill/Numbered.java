package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.testing.Frames;
import java.io.IOException;

/**
 * Frames whose number, and with it every word of them, comes from their epoch and generation. A
 * frame that is whole, but not the one that was pinned, shows as well as a torn one.
 */
final class Numbered {
  private static final int SEQUENCE_BITS = 24;

  private final StreamWriter writer;
  private long epoch;
  private long sequence;

  /** Numbers the frames of a writer that has published none yet. */
  Numbered(StreamWriter writer) {
    this.writer = writer;
  }

  /** Number of a frame. */
  static long number(long epoch, long sequence) {
    return epoch << SEQUENCE_BITS | sequence;
  }

  /** Checks every word of a frame that a reader pinned. */
  static void check(FrameLease lease) {
    long number = number(lease.header().epoch(), lease.sequence());
    assertEquals(number, Frames.check(lease), "not the frame that was pinned");
  }

  /** Number of the next frame, given that a claim for it is open. */
  long next() {
    long now = writer.epoch();
    sequence = now == epoch ? sequence : 0;
    epoch = now;
    return number(epoch, sequence + 1);
  }

  /** The frame of {@link #next} was published. */
  void published(long asSequence) {
    assertEquals(sequence + 1, asSequence, "sequence of a published frame");
    sequence = asSequence;
  }

  /**
   * Publishes the next frame.
   *
   * @param room bytes to claim
   * @return whether there was a slot
   */
  boolean publish(long room) throws IOException {
    try (FrameClaim claim = writer.claim(room)) {
      if (claim == null) {
        return false;
      }
      published(Frames.fill(claim, next()).publish());
      return true;
    }
  }
}
