package dev.zoetrope.bench.side;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The other end of {@link SocketSender}. */
final class SocketReceiver implements Receiver {
  private final SocketChannel connection;
  private final ByteBuffer stamp = ByteBuffer.allocateDirect(Long.BYTES);
  private final ByteBuffer frame;

  private SocketReceiver(SocketChannel connection, int length) {
    this.connection = connection;
    this.frame = ByteBuffer.allocateDirect(length);
  }

  static SocketReceiver connected(String kind, Path path, int length) throws IOException {
    SocketChannel connection =
        kind.equals("unix")
            ? SocketChannel.open(UnixDomainSocketAddress.of(path))
            : SocketChannel.open(
                new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), Integer.parseInt(Files.readString(path))));
    return new SocketReceiver(connection, length);
  }

  @Override
  public long receive() throws IOException {
    read(stamp.clear());
    return stamp.flip().getLong();
  }

  /** Takes it out of the socket: where no payload is asked for, none was sent. */
  @Override
  public ByteBuffer payload() throws IOException {
    read(frame.clear());
    return frame.flip();
  }

  private void read(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (connection.read(target) < 0) {
        throw new EOFException("the other side has gone");
      }
    }
  }

  @Override
  public void release() {}

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
