package dev.zoetrope.bench.side;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A reader of this project, as users write it whose loop must not allocate. */
final class ZoetropeReceiver implements Receiver {
  private static final long WAIT_NS = 1_000_000_000L;

  private final StreamReader reader;
  private final FrameLease lease = new FrameLease();

  ZoetropeReceiver(Path path, ReaderPolicy policy, boolean spin, int number) throws IOException {
    ReaderOptions options = ReaderOptions.of("reader-" + number, policy).withSpin(spin);
    this.reader =
        StreamReader.connect(ZoetropeSender.directory(path), ZoetropeSender.STREAM, options);
  }

  @Override
  public long receive() throws IOException {
    while (!reader.await(lease, WAIT_NS)) {
      if (reader.state() != ReaderState.LIVE) {
        throw new EOFException("the stream ended in the state " + reader.state());
      }
    }
    return lease.header().captureTimeNs();
  }

  @Override
  public ByteBuffer payload() {
    return lease.payloadBytes();
  }

  @Override
  public void release() {
    lease.close();
  }

  @Override
  public void close() {
    reader.close();
  }
}
