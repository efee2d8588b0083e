package dev.zoetrope.channel;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.region.Epoch;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A slot that the writer fills. Fill payload and header, then {@link #publish}; closing a claim
 * that was not published aborts it, and no reader ever sees what was written.
 *
 * <p>One object serves each slot: after publish or close, forget it. Used by one thread at a time.
 */
public final class FrameClaim implements AutoCloseable {
  private final StreamWriter writer;
  private final Epoch epoch;
  private final int slot;
  private final FrameHeader header;
  private final UnsafeBuffer payload;
  private final ByteBuffer payloadBytes;
  private boolean open;

  FrameClaim(StreamWriter writer, Epoch epoch, int slot) {
    this.writer = writer;
    this.epoch = epoch;
    this.slot = slot;
    this.header = epoch.header(slot);
    this.payloadBytes = epoch.payload(slot);
    this.payload =
        new UnsafeBuffer(
            epoch.slot(slot),
            FrameHeaderDescriptor.PAYLOAD_OFFSET,
            (int) epoch.control().payloadCapacity());
  }

  FrameClaim begin() {
    epoch.retain();
    header.reset();
    open = true;
    return this;
  }

  /** The frame's header, reset; fill it before publishing. */
  public FrameHeader header() {
    return header;
  }

  /** The payload; capacity is the epoch's payload capacity. Its content is undefined. */
  public MutableDirectBuffer payload() {
    return payload;
  }

  /** The payload as a byte buffer, position 0, little endian. */
  public ByteBuffer payloadBytes() {
    return payloadBytes;
  }

  /** Address of the payload in this process, for native code; 4096-byte aligned. */
  public long payloadAddress() {
    return payload.addressOffset();
  }

  /**
   * Makes the frame visible to every reader.
   *
   * @return its sequence number in its epoch
   * @throws IllegalStateException when it was published or closed already
   */
  public long publish() {
    if (!open) {
      throw new IllegalStateException("the claim was published or closed already");
    }
    open = false;
    try {
      return writer.publish(this);
    } finally {
      epoch.release();
    }
  }

  /** Aborts the claim unless it was published. */
  @Override
  public void close() {
    if (open) {
      open = false;
      try {
        writer.abort(this);
      } finally {
        epoch.release();
      }
    }
  }

  int slot() {
    return slot;
  }
}
