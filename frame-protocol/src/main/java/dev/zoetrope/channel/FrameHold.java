package dev.zoetrope.channel;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.region.Epoch;

/**
 * A slot that somebody fills who goes on reading it after it is published, as a decoder does with a
 * picture that others are predicted from. It is not claimed again before it is closed, whatever
 * readers do; closing one that was not published aborts it.
 *
 * <p>Any thread may close it. The rest is for the thread that claims and publishes.
 */
public final class FrameHold implements AutoCloseable {
  private final WriterClaims claims;
  private final Epoch epoch;
  private final SlotWriter slots;
  private final SlotView view;

  // Guarded by the writer's lock.
  private boolean isOpen = true;
  private boolean isPublished;

  /** Retains the epoch, so that the memory outlives even the writer. */
  FrameHold(WriterClaims claims, Epoch epoch, SlotWriter slots, SlotView view) {
    this.claims = claims;
    this.epoch = epoch;
    this.slots = slots;
    this.view = view;
    epoch.retain();
    view.header().reset();
  }

  /** Address of the payload in this process; 4096-byte aligned. */
  public long payloadAddress() {
    return view.payload().addressOffset();
  }

  /** Bytes of the payload. */
  public long payloadCapacity() {
    return view.payload().capacity();
  }

  /**
   * Whether {@link #publish} would still make a frame of it. It does not when one was made already,
   * or when the stream has gone on to another epoch, or ended: then its payload can only be copied.
   */
  public boolean isPublishable() {
    return claims.isPublishable(this);
  }

  /** The frame's header, reset; fill it before publishing, and only if {@link #isPublishable}. */
  public FrameHeader header() {
    return view.header();
  }

  /**
   * Makes the frame visible to every reader; the payload does not change any more.
   *
   * @return its sequence number in its epoch, or 0 when it was not publishable
   */
  public long publish() {
    return claims.publish(this);
  }

  /** Lets the slot be claimed again once its readers are done with it. */
  @Override
  public void close() {
    if (claims.letGo(this)) {
      epoch.release();
    }
  }

  SlotWriter slots() {
    return slots;
  }

  int slot() {
    return view.slot();
  }

  boolean isUnpublished() {
    return isOpen && !isPublished;
  }

  void published() {
    isPublished = true;
  }

  /** Whether it was open until now. */
  boolean end() {
    boolean wasOpen = isOpen;
    isOpen = false;
    return wasOpen;
  }
}
