package dev.zoetrope.channel;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A frame that this reader has pinned: until it is closed, not one byte of it changes.
 *
 * <p>The memory is mapped read-only; a write to it faults. One object serves each slot of a reader:
 * after closing, forget it. Closing is idempotent and may happen on any thread, also after the
 * reader itself was closed; everything else is for one thread at a time.
 */
public final class FrameLease implements AutoCloseable {
  private final EpochReader owner;
  private final int slot;
  private final FrameHeader header;
  private final ByteBuffer payloadBytes;
  private final UnsafeBuffer payload;
  private final AtomicLong pinned = new AtomicLong();

  FrameLease(EpochReader owner, int slot) {
    this.owner = owner;
    this.slot = slot;
    this.header = owner.epoch().header(slot);
    this.payloadBytes = owner.epoch().payload(slot);
    this.payload =
        new UnsafeBuffer(
            owner.epoch().slot(slot),
            FrameHeaderDescriptor.PAYLOAD_OFFSET,
            (int) owner.epoch().control().payloadCapacity());
  }

  FrameLease begin(long sequence) {
    pinned.set(sequence);
    payloadBytes.clear().limit((int) header.payloadLength());
    return this;
  }

  /** The frame's header; it has passed {@link dev.zoetrope.layout.FrameHeaderCheck}. */
  public FrameHeader header() {
    return header;
  }

  /** The payload, read-only; capacity is the epoch's payload capacity. */
  public DirectBuffer payload() {
    return payload;
  }

  /** The payload as a read-only byte buffer, little endian, limit at the bytes in use. */
  public ByteBuffer payloadBytes() {
    return payloadBytes;
  }

  /**
   * One plane as a new read-only byte buffer, little endian.
   *
   * @param plane 0 to {@code header().planeCount() - 1}
   * @return {@code rows * stride} bytes
   */
  public ByteBuffer plane(int plane) {
    int offset = (int) header.planeOffset(plane);
    int length = (int) (header.planeStride(plane) * header.planeRows(plane));
    return payloadBytes.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Address of the payload in this process, for native code that only reads. */
  public long payloadAddress() {
    return payload.addressOffset();
  }

  /** Sequence number of the frame in its epoch, 0 after closing. */
  public long sequence() {
    return pinned.get();
  }

  /** Unpins the frame; after that its memory may change at any time. */
  @Override
  public void close() {
    owner.release(slot, pinned.getAndSet(0));
  }
}
