package dev.zoetrope.channel;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.Epoch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A slot that the writer fills. Fill payload and header, then {@link #publish}; closing a claim
 * that was not published aborts it, and no reader ever sees what was written.
 *
 * <p>After publish or close, forget it: header and payload then belong to whoever has the slot.
 * Used by one thread at a time.
 */
public final class FrameClaim implements AutoCloseable {
  private WriterClaims claims;
  private Epoch epoch;
  private SlotView view;
  private Consumer<FrameClaim> check = FrameClaim::accept;
  private boolean open;

  /** A claim on nothing yet, for {@link StreamWriter#claim(long, FrameClaim)}. */
  public FrameClaim() {}

  /** Shows a slot that was just claimed. Retains the epoch: the memory outlives even the writer. */
  void show(WriterClaims owner, Epoch of, SlotView slot) {
    of.retain();
    claims = owner;
    epoch = of;
    view = slot;
    check = FrameClaim::accept;
    open = true;
    slot.header().reset();
    slot.payloadBytes().clear();
  }

  private static void accept(FrameClaim claim) {}

  /** The frame's header, reset; fill it before publishing. */
  public FrameHeader header() {
    return view.header();
  }

  /** The payload; capacity is the epoch's payload capacity. Its content is undefined. */
  public MutableDirectBuffer payload() {
    return view.payload();
  }

  /** The payload as a byte buffer, position 0, little endian. */
  public ByteBuffer payloadBytes() {
    return view.payloadBytes();
  }

  /**
   * One plane as a new byte buffer, little endian; its header must describe it already.
   *
   * @param plane 0 to {@code header().planeCount() - 1}
   * @return {@code rows * stride} bytes
   */
  public ByteBuffer plane(int plane) {
    FrameHeader header = view.header();
    int length = (int) (header.planeStride(plane) * header.planeRows(plane));
    return view.payloadBytes()
        .duplicate()
        .clear()
        .slice((int) header.planeOffset(plane), length)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The same memory as {@link #plane} as a new Agrona buffer. */
  public MutableDirectBuffer planeBuffer(int plane) {
    FrameHeader header = view.header();
    int length = (int) (header.planeStride(plane) * header.planeRows(plane));
    return new UnsafeBuffer(view.payload(), (int) header.planeOffset(plane), length);
  }

  /** Address of the payload in this process, for native code; 4096-byte aligned. */
  public long payloadAddress() {
    return view.payload().addressOffset();
  }

  /**
   * Has someone look at the frame once it is filled, before anybody can see it.
   *
   * @param look called by {@link #publish}; when it throws, nothing is published and the claim
   *     stays open
   * @return this
   */
  public FrameClaim beforePublish(Consumer<FrameClaim> look) {
    check = look;
    return this;
  }

  /** Whether it was neither published nor closed. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Makes the frame visible to every reader.
   *
   * @return its sequence number in its epoch, or 0 when the writer was closed meanwhile and the
   *     frame came too late
   * @throws IllegalStateException when it was published or closed already
   */
  public long publish() {
    if (!open) {
      throw new IllegalStateException("the claim was published or closed already");
    }
    check.accept(this);
    open = false;
    try {
      return claims.publish(this);
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
        claims.abort(this);
      } finally {
        epoch.release();
      }
    }
  }

  int slot() {
    return view.slot();
  }
}
