package dev.zoetrope.bench.side;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Frames through a socket, each after its stamp; blocking, as people write it by hand. */
final class SocketSender implements Sender {
  private final ServerSocketChannel server;
  private final ByteBuffer stamp = ByteBuffer.allocateDirect(Long.BYTES);
  private final ByteBuffer frame;
  private final ByteBuffer[] both;
  private final ByteBuffer[] stampOnly = {stamp};
  private boolean isFilled;
  private SocketChannel connection;

  private SocketSender(ServerSocketChannel server, int length) {
    this.server = server;
    this.frame = Picture.of(length).byteBuffer();
    this.both = new ByteBuffer[] {stamp, frame};
  }

  static SocketSender listening(String kind, Path path, int length) throws IOException {
    if (kind.equals("unix")) {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      return new SocketSender(server, length);
    }
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    Files.writeString(path, Integer.toString(port));
    return new SocketSender(server, length);
  }

  @Override
  public void claim() throws IOException {
    if (connection == null) {
      connection = server.accept();
      if (connection.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
    }
    isFilled = false;
  }

  /** The write copies the picture itself: the kernel writes every byte. */
  @Override
  public void fill() {
    isFilled = true;
  }

  @Override
  public void publish(long value) throws IOException {
    stamp.clear().putLong(value).flip();
    frame.clear();
    ByteBuffer[] all = isFilled ? both : stampOnly;
    while (Arrays.stream(all).anyMatch(ByteBuffer::hasRemaining)) {
      connection.write(all);
    }
  }

  @Override
  public void close() throws IOException {
    if (connection != null) {
      connection.close();
    }
    server.close();
  }
}
