package dev.zoetrope.bench.side;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The two loops of a pipeline and nothing between them: the floor of moving frames where there is
 * no C compiler. Neither side waits for the other, so a run ends by its time alone.
 */
final class Loops implements Sender, Receiver {
  private static final int SLOTS = 3;

  private final int length;
  private final ByteBuffer[] slots = new ByteBuffer[SLOTS];
  private final UnsafeBuffer picture;
  private final UnsafeBuffer memory;
  private int slot;

  Loops(Path path, int length, boolean isWriter) throws IOException {
    this.length = length;
    ByteBuffer mapped = SharedFile.map(path, (long) SLOTS * length, isWriter);
    this.memory = new UnsafeBuffer(mapped);
    this.picture = new UnsafeBuffer(ByteBuffer.allocateDirect(length));
    picture.setMemory(0, length, (byte) 1);
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = mapped.slice(i * length, length).order(mapped.order());
    }
  }

  @Override
  public void claim() {
    slot = (slot + 1) % SLOTS;
  }

  @Override
  public void fill() {
    memory.putBytes(slot * length, picture, 0, length);
  }

  @Override
  public void publish(long stamp) {}

  @Override
  public long receive() {
    slot = (slot + 1) % SLOTS;
    return 0;
  }

  @Override
  public ByteBuffer payload() {
    return slots[slot];
  }

  @Override
  public void release() {}

  @Override
  public void close() {}
}
