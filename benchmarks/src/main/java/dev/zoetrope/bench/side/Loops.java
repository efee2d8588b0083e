package dev.zoetrope.bench.side;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The two loops of a pipeline without a protocol: what the JVM makes of them. In step each side
 * counts its frames, and spins until the other one has come as far as three slots demand; else the
 * writer writes on, for nobody.
 */
final class Loops implements Sender, Receiver {
  private static final int SLOTS = 3;

  /** Behind the slots: frames written, frames read, and a stamp for each slot. */
  private static final int STEPS_LENGTH = 4096;

  private static final int WRITTEN = 0;
  private static final int READ = 256;
  private static final int STAMPS = 512;

  private final int length;
  private final int apart;
  private final boolean isInStep;
  private final ByteBuffer[] slots = new ByteBuffer[SLOTS];
  private final UnsafeBuffer picture;
  private final UnsafeBuffer memory;
  private final UnsafeBuffer steps;
  private long frames;

  Loops(Path path, int length, boolean isWriter, boolean isInStep) throws IOException {
    this.length = length;
    this.isInStep = isInStep;
    // Aligned, for the counts.
    this.apart = (length + STEPS_LENGTH - 1) / STEPS_LENGTH * STEPS_LENGTH;
    ByteBuffer mapped = SharedFile.map(path, (long) SLOTS * apart + STEPS_LENGTH, isWriter);
    this.memory = new UnsafeBuffer(mapped);
    this.steps = new UnsafeBuffer(mapped, SLOTS * apart, STEPS_LENGTH);
    this.picture = Picture.of(length);
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = mapped.slice(i * apart, length).order(mapped.order());
    }
  }

  private int slot() {
    return (int) (frames % SLOTS);
  }

  private void await(int step, long least) {
    while (steps.getLongVolatile(step) < least) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void claim() {
    if (isInStep) {
      await(READ, frames + 1 - SLOTS);
    }
  }

  @Override
  public void fill() {
    memory.putBytes(slot() * apart, picture, 0, length);
  }

  @Override
  public void publish(long stamp) {
    steps.putLong(STAMPS + slot() * Long.BYTES, stamp);
    frames++;
    steps.putLongRelease(WRITTEN, frames);
  }

  @Override
  public long receive() {
    await(WRITTEN, frames + 1);
    return steps.getLong(STAMPS + slot() * Long.BYTES);
  }

  @Override
  public ByteBuffer payload() {
    return slots[slot()];
  }

  @Override
  public void release() {
    frames++;
    steps.putLongRelease(READ, frames);
  }

  @Override
  public void close() {}
}
