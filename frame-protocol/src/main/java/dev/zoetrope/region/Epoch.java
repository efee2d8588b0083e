package dev.zoetrope.region;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One epoch's control header and frame slots, mapped. Each slot is a mapping of its own, so that a
 * region may pass 2 GiB.
 *
 * <p>The mappings live as long as anyone retains the epoch: open leases and claims do, so that
 * closing a reader never pulls memory from under a codec. Thread-safe.
 */
public final class Epoch {
  private final Path controlPath;
  private final Path framesPath;
  private final MappedByteBuffer controlMapping;
  private final MappedByteBuffer[] slotMappings;
  private final ControlRegion control;
  private final UnsafeBuffer[] slots;
  private final AtomicInteger references = new AtomicInteger(1);

  private Epoch(
      Path controlPath,
      Path framesPath,
      MappedByteBuffer controlMapping,
      ControlRegion control,
      MappedByteBuffer[] slotMappings) {
    this.controlPath = controlPath;
    this.framesPath = framesPath;
    this.controlMapping = controlMapping;
    this.control = control;
    this.slotMappings = slotMappings;
    this.slots =
        Arrays.stream(slotMappings)
            .map(slot -> new UnsafeBuffer(slot.order(ByteOrder.LITTLE_ENDIAN)))
            .toArray(UnsafeBuffer[]::new);
  }

  /** What a new control header still needs before others may see it. */
  @FunctionalInterface
  public interface Preparation {
    /** Adds to the header, such as grants carried over. */
    void accept(ControlRegion control);
  }

  /**
   * Creates the files of a new epoch; the control file appears last, complete.
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @param number of the epoch
   * @param spec geometry
   * @param preparation called before the control file appears
   * @return the epoch, mapped read-write
   * @throws IOException with the size needed when there is no room
   */
  public static Epoch create(
      PipelineDirectory directory,
      String stream,
      long number,
      EpochSpec spec,
      Preparation preparation)
      throws IOException {
    Path framesPath = directory.resolve(StreamNames.frames(stream, number));
    Path controlPath = directory.resolve(StreamNames.control(stream, number));
    long[] lengths = new long[spec.slotCount()];
    Arrays.fill(lengths, spec.slotLength());
    MappedByteBuffer[] frames = MappedFile.create(framesPath, lengths, pieces -> {});
    try {
      Probe.at(ProtocolPoint.FRAMES_FILE_MADE);
      MappedByteBuffer[] control =
          MappedFile.create(
              controlPath,
              new long[] {ControlDescriptor.LENGTH},
              pieces -> {
                preparation.accept(ControlRegion.create(new UnsafeBuffer(pieces[0]), spec, number));
              });
      return new Epoch(
          controlPath,
          framesPath,
          control[0],
          ControlRegion.attach(new UnsafeBuffer(control[0])),
          frames);
    } catch (IOException | RuntimeException e) {
      MappedFile.unmap(frames);
      Files.deleteIfExists(framesPath);
      throw e;
    }
  }

  /**
   * Maps an epoch as a reader (control read-write, frames read-only).
   *
   * @param directory the pipeline
   * @param stream name of the stream
   * @param number of the epoch
   * @return the epoch
   * @throws IOException when a file is missing or too short
   * @throws CorruptRegionException when the header is not valid
   */
  public static Epoch openForReader(PipelineDirectory directory, String stream, long number)
      throws IOException {
    return open(directory, stream, number, FileChannel.MapMode.READ_WRITE);
  }

  /** Maps an epoch as an observer: everything read-only. See {@link #openForReader}. */
  public static Epoch openForObserver(PipelineDirectory directory, String stream, long number)
      throws IOException {
    return open(directory, stream, number, FileChannel.MapMode.READ_ONLY);
  }

  private static Epoch open(
      PipelineDirectory directory, String stream, long number, FileChannel.MapMode controlMode)
      throws IOException {
    Path controlPath = directory.resolve(StreamNames.control(stream, number));
    Path framesPath = directory.resolve(StreamNames.frames(stream, number));
    MappedByteBuffer control =
        MappedFile.open(controlPath, controlMode, ControlDescriptor.LENGTH)[0];
    try {
      ControlRegion region = attach(controlPath, control);
      if (region.epoch() != number) {
        throw new CorruptRegionException(
            "'" + controlPath + "': epoch is " + region.epoch() + ", expected: " + number);
      }
      long[] lengths = new long[region.slotCount()];
      Arrays.fill(lengths, region.spec().slotLength());
      MappedByteBuffer[] frames =
          MappedFile.open(framesPath, FileChannel.MapMode.READ_ONLY, lengths);
      return new Epoch(controlPath, framesPath, control, region, frames);
    } catch (IOException | RuntimeException e) {
      MappedFile.unmap(control);
      throw e;
    }
  }

  private static ControlRegion attach(Path path, MappedByteBuffer control) {
    try {
      return ControlRegion.attach(new UnsafeBuffer(control));
    } catch (CorruptRegionException e) {
      throw new CorruptRegionException("'" + path + "': " + e.getMessage());
    }
  }

  /** The control header. */
  public ControlRegion control() {
    return control;
  }

  /** Number of the epoch. */
  public long number() {
    return control.epoch();
  }

  /** Memory of a slot: header page, payload, padding. Writes fault unless this is the writer's. */
  public UnsafeBuffer slot(int slot) {
    return slots[slot];
  }

  /**
   * A new byte buffer over a slot's payload and its padding, little endian.
   *
   * @param slot index of the slot
   * @return read-only unless this is the writer's mapping; limit is the payload capacity
   */
  public ByteBuffer payload(int slot) {
    ByteBuffer whole = slotMappings[slot].duplicate();
    whole.position(FrameHeaderDescriptor.PAYLOAD_OFFSET);
    ByteBuffer payload = whole.slice().order(ByteOrder.LITTLE_ENDIAN);
    payload.limit((int) control.spec().payloadCapacity());
    return payload;
  }

  /** The same memory as {@link #payload} as a new Agrona buffer. */
  public UnsafeBuffer payloadBuffer(int slot) {
    return new UnsafeBuffer(
        slots[slot], FrameHeaderDescriptor.PAYLOAD_OFFSET, (int) control.spec().payloadCapacity());
  }

  /** Keeps the mappings until a matching {@link #release()}. */
  public void retain() {
    references.incrementAndGet();
  }

  /** Gives up one reference; the last one unmaps. */
  public void release() {
    if (references.decrementAndGet() == 0) {
      MappedFile.unmap(slotMappings);
      MappedFile.unmap(controlMapping);
    }
  }

  /** Removes the files; mappings stay valid. The writer calls it. */
  public void deleteFiles() throws IOException {
    Files.deleteIfExists(controlPath);
    Probe.at(ProtocolPoint.CONTROL_FILE_REMOVED);
    Files.deleteIfExists(framesPath);
  }
}
