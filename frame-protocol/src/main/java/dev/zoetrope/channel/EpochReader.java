package dev.zoetrope.channel;

import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderCheck;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.PipelineDirectory;
import java.io.IOException;

/** A reader's view of one epoch: its mapping, its cell, and a lease object for each slot. */
final class EpochReader {
  private final Epoch epoch;
  private final SlotReader slots;
  private final FrameLease[] leases;
  private final SharedConnection connection;

  private EpochReader(Epoch epoch, int cell, ReaderPolicy policy, SharedConnection connection) {
    this.epoch = epoch;
    this.connection = connection;
    this.slots = new SlotReader(epoch.control(), cell, policy);
    this.leases = new FrameLease[epoch.control().slotCount()];
    for (int slot = 0; slot < leases.length; slot++) {
      leases[slot] = new FrameLease(this, slot);
    }
  }

  static EpochReader open(
      PipelineDirectory directory,
      String stream,
      long number,
      int cell,
      ReaderPolicy policy,
      SharedConnection connection)
      throws IOException {
    return new EpochReader(
        Epoch.openForReader(directory, stream, number), cell, policy, connection);
  }

  /**
   * Pins the next frame that the policy wants.
   *
   * @return null when there is none
   * @throws CorruptRegionException when its header is not valid; the frame is skipped
   */
  FrameLease next() {
    int slot = slots.next();
    if (slot == SlotReader.NONE) {
      return null;
    }
    long sequence = slots.consumed();
    FrameHeader header = leases[slot].header();
    try {
      FrameHeaderCheck.check(header, epoch.control().payloadCapacity());
      if (header.generation() != sequence || header.epoch() != epoch.number()) {
        throw new CorruptRegionException(
            "frame header: generation is " + header.generation() + ", expected: " + sequence);
      }
    } catch (CorruptRegionException e) {
      slots.rejected();
      slots.release(slot, sequence);
      throw e;
    }
    if (header.pts() != FrameHeader.NO_PTS) {
      slots
          .cell()
          .counter(ReaderCellDescriptor.MEDIA_TIME_NS, header.ptsNs() + header.durationNs());
    }
    epoch.retain();
    connection.retain();
    return leases[slot].begin(sequence);
  }

  /** Unpins; sequence 0 is a lease closed before. Any thread. */
  void release(int slot, long sequence) {
    if (sequence == 0) {
      return;
    }
    slots.release(slot, sequence);
    long waitSequence = slots.writerWaitSequence();
    if ((waitSequence & 1) != 0) {
      connection.client().ring(waitSequence);
    }
    epoch.release();
    connection.release();
  }

  Epoch epoch() {
    return epoch;
  }

  SlotReader slots() {
    return slots;
  }

  /** Gives up the mapping; open leases keep it until they are closed. */
  void close() {
    epoch.release();
  }
}
