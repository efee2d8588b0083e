package dev.zoetrope.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Frames over the slots of one stream, and how many of them FFmpeg holds. A codec or filter that
 * keeps its input may hold slots; before it holds so many that the writer would starve, and with it
 * the codec, further frames are copied and their slots given back at once.
 *
 * <p>What a slot looks like to FFmpeg is made once, and stays while its frames look alike: a frame
 * is one more reference to that. Which slots FFmpeg has let go of is asked, in {@link #giveBack}
 * and before each frame; it tells nobody.
 *
 * <p>For one thread. FFmpeg's threads may free frames.
 */
public final class HeldSlots implements AutoCloseable {
  /** Slots left to the writer, and to other readers. */
  private static final int LEFT = 2;

  private final Map<Long, Slot> slots = new HashMap<>();
  private final List<Slot> held = new ArrayList<>();
  private long epoch;
  private long copied;

  /** One slot of one epoch, while its frames look alike. */
  private static final class Slot {
    private final AVFrame picture;
    private final long revision;
    private final AVBufferRef buffer;
    private final boolean isAligned;
    private volatile FrameLease lease;
    private boolean isRetired;

    Slot(FrameLease lease) throws FfmpegException {
      FrameHeader header = lease.header();
      long address = lease.payloadAddress();
      long length = SlotFrame.length(lease.payload().capacity());
      buffer = SlotBuffers.readOnly(address, length, this::closeLease);
      picture = SlotFrame.over(buffer, header, address);
      if (Cropping.isCropped(picture)) {
        int code = av_frame_apply_cropping(picture, AV_FRAME_CROP_UNALIGNED);
        if (code < 0) {
          av_frame_free(picture);
          throw FfmpegException.of(code, "crop of a frame");
        }
      }
      revision = header.revision();
      isAligned = Cropping.isAligned(picture);
    }

    /** Another reference, with the times of a frame. */
    AVFrame frame(FrameHeader header) throws FfmpegException {
      AVFrame frame = av_frame_clone(picture);
      if (frame == null || frame.isNull()) {
        throw new FfmpegException(AVERROR_ENOMEM(), "frame: out of memory");
      }
      SlotFrame.setTimes(header, frame);
      return frame;
    }

    /** Whether nobody refers to the frame any more. */
    boolean isFree() {
      return isRetired ? !lease.isOpen() : av_buffer_get_ref_count(buffer) == 1;
    }

    /** From now on the last reference closes the lease, on whatever thread it goes. */
    void retire() {
      isRetired = true;
      av_frame_free(picture);
    }

    void closeLease() {
      FrameLease last = lease;
      if (last != null) {
        last.close();
      }
    }
  }

  /**
   * Takes over a lease; on failure it is closed.
   *
   * @param lease open
   * @param slotCount of the stream
   * @return a frame to be freed, of the visible picture only; {@link #giveBack} then
   * @throws FfmpegException when the frame cannot be had
   */
  public AVFrame take(FrameLease lease, int slotCount) throws FfmpegException {
    giveBack();
    boolean isTaken = false;
    try {
      Slot slot = slot(lease);
      AVFrame frame = slot.frame(lease.header());
      slot.lease = lease;
      held.add(slot);
      isTaken = true;
      if (held.size() > Math.max(1, slotCount - LEFT) || !slot.isAligned) {
        copied++;
        int code = av_frame_make_writable(frame);
        if (code < 0) {
          av_frame_free(frame);
          throw FfmpegException.of(code, "frame");
        }
        giveBack();
      }
      return frame;
    } finally {
      if (!isTaken) {
        lease.close();
      }
    }
  }

  private Slot slot(FrameLease lease) throws FfmpegException {
    FrameHeader header = lease.header();
    if (header.epoch() != epoch) {
      close();
      epoch = header.epoch();
    }
    Slot slot = slots.get(lease.payloadAddress());
    if (slot != null && slot.revision == header.revision()) {
      return slot;
    }
    Slot made = new Slot(lease);
    Slot before = slots.put(lease.payloadAddress(), made);
    if (before != null) {
      before.retire();
    }
    return made;
  }

  /** Closes the leases of all frames that nobody refers to any more. */
  public void giveBack() {
    for (int i = held.size() - 1; i >= 0; i--) {
      Slot slot = held.get(i);
      if (slot.isFree()) {
        slot.lease.close();
        held.remove(i);
      }
    }
  }

  /** Frames that had to be copied. */
  public long copied() {
    return copied;
  }

  /**
   * Closes all leases, but for those of frames that somebody still refers to: these are closed with
   * the last reference, on whatever thread.
   */
  @Override
  public void close() {
    slots.values().forEach(Slot::retire);
    slots.clear();
  }
}
