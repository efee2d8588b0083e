package dev.zoetrope.channel;

import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderCheck;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.Epoch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;

/** A reader's view of one epoch: its mapping, its cell, and what shows each slot. */
final class EpochReader {
  private final Epoch epoch;
  private final SlotReader slots;
  private final SharedConnection connection;
  private final List<SlotView> views = new ArrayList<>();

  /** Revision of each slot's header that has passed the check. */
  private final long[] checked;

  private final AtomicInteger references = new AtomicInteger(1);

  /** Takes over the caller's reference to the epoch, and keeps the connection as long. */
  EpochReader(Epoch epoch, int cell, ReaderPolicy policy, SharedConnection connection) {
    this.epoch = epoch;
    this.connection = connection;
    connection.retain();
    this.slots =
        new SlotReader(
            epoch.control(), cell, policy, slot -> FrameHeader.glance(epoch.slot(slot), 0));
    checked = new long[epoch.control().slotCount()];
    Arrays.fill(checked, -1);
    for (int slot = 0; slot < checked.length; slot++) {
      views.add(SlotView.forReader(epoch, slot));
    }
  }

  /**
   * Pins the next frame that the policy wants.
   *
   * @param lease closed; shows the frame afterwards
   * @return false when there is none
   * @throws CorruptRegionException when its header is not valid; the frame is skipped
   */
  boolean next(FrameLease lease) {
    int slot = slots.next();
    if (slot == SlotReader.NONE) {
      return false;
    }
    long sequence = slots.consumed();
    SlotView view = views.get(slot);
    try {
      copyHeader(view, sequence);
    } catch (CorruptRegionException e) {
      slots.rejected();
      unpin(slot, sequence);
      throw e;
    }
    FrameHeader header = view.header();
    if (header.pts() != FrameHeader.NO_PTS) {
      slots
          .cell()
          .counter(ReaderCellDescriptor.MEDIA_TIME_NS, header.ptsNs() + header.durationNs());
    }
    references.incrementAndGet();
    lease.show(this, view, sequence);
    return true;
  }

  private void copyHeader(SlotView view, long sequence) {
    UnsafeBuffer shared = epoch.slot(view.slot());
    FrameHeader header = view.header();
    header.copyUsedFrom(shared, 0);
    if (header.revision() == checked[view.slot()]) {
      FrameHeaderCheck.checkTimes(header);
    } else {
      FrameHeaderCheck.check(header, epoch.control().spec().payloadCapacity());
    }
    require(header.generation() == sequence, "generation", header.generation(), sequence);
    require(header.epoch() == epoch.number(), "epoch", header.epoch(), epoch.number());
    int kind = epoch.control().spec().kind().code();
    require(header.kind().code() == kind, "kind", header.kind().code(), kind);
    checked[view.slot()] = header.revision();
  }

  private static void require(boolean holds, String field, long value, long expected) {
    if (!holds) {
      throw new CorruptRegionException(
          "frame header: " + field + " is " + value + ", expected: " + expected);
    }
  }

  /** Gives a lease back. Any thread, once for each lease. */
  void release(int slot, long sequence) {
    unpin(slot, sequence);
    close();
  }

  private void unpin(int slot, long sequence) {
    slots.release(slot, sequence);
    ringWriter();
  }

  /** Wants no more frames: a writer that waits for this reader need not any more. */
  void finish() {
    slots.finish();
    ringWriter();
  }

  private void ringWriter() {
    long waitSequence = slots.writerWaitSequence();
    if ((waitSequence & 1) != 0) {
      connection.client().ring(waitSequence);
    }
  }

  Epoch epoch() {
    return epoch;
  }

  SlotReader slots() {
    return slots;
  }

  /** Gives up mapping and connection; open leases keep them until they are closed. */
  void close() {
    if (references.decrementAndGet() == 0) {
      epoch.release();
      connection.release();
    }
  }
}
