package dev.zoetrope.channel;

import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.region.Epoch;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The objects through which one slot is seen, made once for each epoch. Claims and leases are new
 * for every frame, so that closing one twice never touches its successor; what they show is not.
 *
 * @param slot index of the slot
 * @param header the header: in the slot for a writer, a private copy for a reader
 * @param payload the payload, capacity is the payload capacity
 * @param payloadBytes the same as a byte buffer, little endian
 */
record SlotView(int slot, FrameHeader header, UnsafeBuffer payload, ByteBuffer payloadBytes) {

  static SlotView forWriter(Epoch epoch, int slot) {
    return of(epoch, slot, new FrameHeader(epoch.slot(slot), 0));
  }

  static SlotView forReader(Epoch epoch, int slot) {
    UnsafeBuffer copy = new UnsafeBuffer(new byte[FrameHeaderDescriptor.LAYOUT.length()]);
    return of(epoch, slot, new FrameHeader(copy, 0));
  }

  private static SlotView of(Epoch epoch, int slot, FrameHeader header) {
    return new SlotView(slot, header, epoch.payloadBuffer(slot), epoch.payload(slot));
  }
}
