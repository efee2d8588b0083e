package dev.zoetrope.bench.side;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** One word in shared memory: the floor of a hand-off where there is no C compiler. */
final class Flag implements Sender, Receiver {
  private static final int LENGTH = 4096;

  private final UnsafeBuffer word;
  private long seen;

  Flag(Path path, boolean isWriter) throws IOException {
    word = new UnsafeBuffer(SharedFile.map(path, LENGTH, isWriter));
  }

  @Override
  public void claim() {}

  @Override
  public void fill() {
    throw new UnsupportedOperationException("a flag has no payload");
  }

  @Override
  public void publish(long stamp) {
    word.putLongRelease(0, stamp);
  }

  @Override
  public long receive() {
    long value = word.getLongVolatile(0);
    while (value == seen) {
      Thread.onSpinWait();
      value = word.getLongVolatile(0);
    }
    seen = value;
    return value;
  }

  @Override
  public ByteBuffer payload() {
    return ByteBuffer.allocate(0);
  }

  @Override
  public void release() {}

  @Override
  public void close() {}
}
