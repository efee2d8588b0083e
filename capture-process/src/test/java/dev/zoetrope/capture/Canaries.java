package dev.zoetrope.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.channel.FrameClaim;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** What lies behind the payload of each slot of a stream, and must not be written. */
final class Canaries implements AutoCloseable {
  private static final byte VALUE = (byte) 0xA5;

  private final Epoch epoch;
  private final int start;

  /**
   * Puts them behind all slots of the first epoch, of which none is claimed yet.
   *
   * @param writer of the stream
   */
  Canaries(PipelineDirectory pipeline, String stream, StreamWriter writer) throws IOException {
    epoch = Epoch.openForObserver(pipeline, stream, 1);
    start = FrameHeaderDescriptor.PAYLOAD_OFFSET + (int) epoch.control().spec().payloadCapacity();
    List<FrameClaim> claims = new ArrayList<>();
    for (int slot = 0; slot < epoch.control().slotCount(); slot++) {
      FrameClaim claim = writer.claim(0);
      claims.add(claim);
      long end = claim.payloadAddress() + claim.payload().capacity();
      UnsafeBuffer tail = new UnsafeBuffer(end, FrameHeaderDescriptor.TAIL_PADDING);
      tail.setMemory(0, tail.capacity(), VALUE);
    }
    claims.forEach(FrameClaim::close);
  }

  /** Looks at them, through another mapping: the writer may be closed. */
  void check() {
    for (int slot = 0; slot < epoch.control().slotCount(); slot++) {
      for (int at = start; at < start + FrameHeaderDescriptor.TAIL_PADDING; at++) {
        assertEquals(VALUE, epoch.slot(slot).getByte(at), "byte " + at + " of slot " + slot);
      }
    }
  }

  @Override
  public void close() {
    epoch.release();
  }
}
