package dev.zoetrope.channel;

import dev.zoetrope.layout.FrameHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A frame that this reader has pinned: until it is closed, not one byte of it changes.
 *
 * <p>The payload is mapped read-only; a write to it faults. After closing, forget the lease and
 * everything got from it: the memory changes, and may be unmapped once the reader is closed too.
 * Closing is idempotent and may happen on any thread, also after the reader itself was closed;
 * everything else is for one thread at a time.
 */
public final class FrameLease implements AutoCloseable {
  private static final AtomicLongFieldUpdater<FrameLease> PINNED =
      AtomicLongFieldUpdater.newUpdater(FrameLease.class, "pinned");

  private EpochReader owner;
  private SlotView view;
  private volatile long pinned;

  /** A lease on nothing yet, for {@link StreamReader#poll(FrameLease)}. */
  public FrameLease() {}

  /** Shows a frame that was just pinned. */
  void show(EpochReader epoch, SlotView slot, long sequence) {
    owner = epoch;
    view = slot;
    PINNED.lazySet(this, sequence);
    slot.payloadBytes().clear().limit((int) slot.header().payloadLength());
  }

  /** Whether it is on a frame now. */
  public boolean isOpen() {
    return pinned != 0;
  }

  /**
   * The frame's header: a copy that has passed {@link dev.zoetrope.layout.FrameHeaderCheck}.
   *
   * @return good until the lease is closed
   */
  public FrameHeader header() {
    return view.header();
  }

  /**
   * The payload, read-only; capacity is the epoch's payload capacity.
   *
   * @return good until the lease is closed
   * @throws IllegalStateException after closing
   */
  public DirectBuffer payload() {
    checkOpen();
    return view.payload();
  }

  /**
   * The payload as a read-only byte buffer, little endian, limit at the bytes in use.
   *
   * @return good until the lease is closed
   * @throws IllegalStateException after closing
   */
  public ByteBuffer payloadBytes() {
    checkOpen();
    return view.payloadBytes();
  }

  /**
   * One plane as a new read-only byte buffer, little endian.
   *
   * @param plane 0 to {@code header().planeCount() - 1}
   * @return {@code rows * stride} bytes, good until the lease is closed
   * @throws IllegalStateException after closing
   */
  public ByteBuffer plane(int plane) {
    checkOpen();
    FrameHeader header = view.header();
    int offset = (int) header.planeOffset(plane);
    int length = (int) (header.planeStride(plane) * header.planeRows(plane));
    return view.payloadBytes()
        .duplicate()
        .clear()
        .slice(offset, length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * One plane as a new Agrona buffer, to be read only: a write to it faults.
   *
   * @param plane 0 to {@code header().planeCount() - 1}
   * @return {@code rows * stride} bytes, good until the lease is closed
   * @throws IllegalStateException after closing
   */
  public DirectBuffer planeBuffer(int plane) {
    checkOpen();
    FrameHeader header = view.header();
    int length = (int) (header.planeStride(plane) * header.planeRows(plane));
    return new UnsafeBuffer(view.payload(), (int) header.planeOffset(plane), length);
  }

  /**
   * Address of the payload in this process, for native code that only reads.
   *
   * @return good until the lease is closed; 4096-byte aligned
   * @throws IllegalStateException after closing
   */
  public long payloadAddress() {
    checkOpen();
    return view.payload().addressOffset();
  }

  private void checkOpen() {
    if (!isOpen()) {
      throw new IllegalStateException("the lease is closed");
    }
  }

  /** Sequence number of the frame in its epoch, 0 after closing. */
  public long sequence() {
    return pinned;
  }

  /** Unpins the frame; after that its memory may change at any time. */
  @Override
  public void close() {
    long sequence = PINNED.getAndSet(this, 0);
    if (sequence != 0) {
      owner.release(view.slot(), sequence);
    }
  }
}
