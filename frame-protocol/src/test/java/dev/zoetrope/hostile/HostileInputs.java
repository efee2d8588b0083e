package dev.zoetrope.hostile;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.FrameHeaderCheck;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Headers with a few fields damaged: what passes the checks keeps the promises of the checks. All
 * in this process and from one seed, so that a failure happens again exactly.
 */
final class HostileInputs {
  private static final long CAPACITY = EpochSpec.MAX_PAYLOAD;

  private static final List<Mutator.Spot> FRAME_HEADER = Mutator.frameHeader();
  private static final List<Mutator.Spot> CONSTANTS = Mutator.constants();

  private final Mutator mutator;
  private long rejected;

  HostileInputs(long seed) {
    mutator = new Mutator(seed);
  }

  /** Arguments: the seed, how many mutations of each kind. Fails by an error. */
  public static void main(String[] arguments) {
    HostileInputs inputs = new HostileInputs(Long.parseLong(arguments[0]));
    inputs.frameHeaders(Long.parseLong(arguments[1]));
    inputs.controlHeaders(Long.parseLong(arguments[1]));
  }

  /** Inputs that were turned down so far. */
  long rejected() {
    return rejected;
  }

  void frameHeaders(long count) {
    UnsafeBuffer memory = new UnsafeBuffer(new byte[FrameHeaderDescriptor.LAYOUT.length()]);
    FrameHeader header = new FrameHeader(memory, 0);
    for (long i = 0; i < count; i++) {
      describe(header);
      for (int damages = 1 + mutator.below(3); damages > 0; damages--) {
        Mutator.Spot spot = mutator.pick(FRAME_HEADER);
        spot.put(memory, mutator.damaged(spot, spot.get(memory)));
      }
      try {
        FrameHeaderCheck.check(header, CAPACITY);
        requirePromises(header);
      } catch (CorruptRegionException e) {
        rejected++;
      }
    }
  }

  private void describe(FrameHeader header) {
    header.reset();
    if (mutator.onceIn(3)) {
      header
          .video("gray", 32768, 16384)
          .planeCount(1)
          .plane(0, 0, 32768, 16384)
          .payloadLength(1 << 29)
          .time(1, 1, 1, 25);
    } else if (mutator.onceIn(2)) {
      header
          .video("yuv420p", 640, 480)
          .planeCount(3)
          .plane(0, 0, 640, 480)
          .plane(1, 307200, 320, 240)
          .plane(2, 384000, 320, 240)
          .payloadLength(460800)
          .time(1, 1, 1, 25);
    } else {
      header
          .audio("fltp", 48000, 6, "5.1(side)", 1024)
          .planeCount(1)
          .plane(0, 0, 4096, 6)
          .payloadLength(24576)
          .time(FrameHeader.NO_PTS, 0, 1, 48000);
    }
  }

  private static void requirePromises(FrameHeader header) {
    require(header.payloadLength() >= 0 && header.payloadLength() <= CAPACITY, "payload length");
    for (int plane = 0; plane < header.planeCount(); plane++) {
      long length = Math.multiplyExact(header.planeStride(plane), (long) header.planeRows(plane));
      long end = Math.addExact(header.planeOffset(plane), length);
      require(header.planeOffset(plane) >= 0 && length >= 0, "plane " + plane);
      require(end <= header.payloadLength(), "end of plane " + plane);
    }
    require(header.timeBaseDen() > 0 && header.timeBaseNum() > 0 && header.sarDen() > 0, "terms");
    require(header.format().length() < FrameHeaderDescriptor.FORMAT_LENGTH, "format");
    if (header.kind() == StreamKind.VIDEO) {
      long visible = (long) header.width() - header.cropLeft() - header.cropRight();
      long rows = (long) header.height() - header.cropTop() - header.cropBottom();
      require(visible > 0 && visible <= 65536 && rows > 0 && rows <= 65536, "crop");
    } else {
      require(header.channels() >= 1 && header.channels() <= 64, "channels");
      require(header.channelLayout().length() < 128, "channel layout");
    }
  }

  void controlHeaders(long count) {
    ShiftingBuffer memory = new ShiftingBuffer();
    for (long i = 0; i < count; i++) {
      memory.setMemory(0, ControlDescriptor.CURSOR, (byte) 0);
      ControlRegion.create(memory, TestPipeline.spec(Mutator.SLOTS, Frames.LENGTH), 1);
      Mutator.Spot spot = mutator.pick(CONSTANTS);
      if (mutator.onceIn(2)) {
        spot.put(memory, mutator.damaged(spot, spot.get(memory)));
      } else {
        memory.shift(spot, mutator.damaged(spot, spot.get(memory)));
      }
      try {
        ControlRegion region = ControlRegion.attach(memory);
        requireFits(region, region.spec());
      } catch (CorruptRegionException e) {
        rejected++;
      }
      memory.shift(null, 0);
    }
  }

  /** What was checked is what is used, however often it is asked for. */
  private static void requireFits(ControlRegion region, EpochSpec spec) {
    require(region.slotCount() == spec.slotCount(), "slot count");
    require(region.slotCount() >= 2 && region.slotCount() <= 64, "slot count");
    require(spec.payloadCapacity() >= 1, "payload capacity");
    require(spec.payloadCapacity() <= EpochSpec.MAX_PAYLOAD, "payload capacity");
    require(spec.framesLength() == spec.slotCount() * spec.slotLength(), "frames length");
    long epoch = region.epoch();
    require(epoch >= 1 && region.epoch() == epoch, "epoch");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("passed its check, and is wrong: " + what);
    }
  }

  /** Memory in which one value changes after it was read for the first time. */
  private static final class ShiftingBuffer extends UnsafeBuffer {
    private Mutator.Spot spot;
    private long shifted;

    ShiftingBuffer() {
      super(ByteBuffer.allocateDirect(ControlDescriptor.LENGTH));
    }

    void shift(Mutator.Spot where, long value) {
      spot = where;
      shifted = value;
    }

    private void wasRead(int offset) {
      if (spot != null && spot.offset() == offset) {
        Mutator.Spot once = spot;
        spot = null;
        once.put(this, shifted);
      }
    }

    @Override
    public int getInt(int index) {
      int value = super.getInt(index);
      wasRead(index);
      return value;
    }

    @Override
    public long getLong(int index) {
      long value = super.getLong(index);
      wasRead(index);
      return value;
    }
  }
}
