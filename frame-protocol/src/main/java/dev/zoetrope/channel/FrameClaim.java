package dev.zoetrope.channel;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.Epoch;
import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A slot that the writer fills. Fill payload and header, then {@link #publish}; closing a claim
 * that was not published aborts it, and no reader ever sees what was written.
 *
 * <p>After publish or close, forget it: header and payload then belong to whoever has the slot.
 * Used by one thread at a time.
 */
public final class FrameClaim implements AutoCloseable {
  private final WriterClaims claims;
  private final Epoch epoch;
  private final SlotView view;
  private boolean open = true;

  /** Retains the epoch, so that the memory outlives even the writer. */
  FrameClaim(WriterClaims claims, Epoch epoch, SlotView view) {
    this.claims = claims;
    this.epoch = epoch;
    this.view = view;
    epoch.retain();
    view.header().reset();
    view.payloadBytes().clear();
  }

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

  /** Address of the payload in this process, for native code; 4096-byte aligned. */
  public long payloadAddress() {
    return view.payload().addressOffset();
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
