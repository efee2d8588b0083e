package dev.zoetrope.channel;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** One end of a simulated connection. */
final class SimulatedSocket extends SocketChannel implements SimulatedEnd, SimulatedReadiness {
  private final SimulatedNetwork network;
  private final SimulatedProcess process;
  private SimulatedPipe in;
  private SimulatedPipe out;

  SimulatedSocket(SelectorProvider provider, SimulatedNetwork network, SimulatedProcess process) {
    super(provider);
    this.network = network;
    this.process = process;
  }

  /** Makes two ends of one connection. */
  void join(SimulatedSocket peer) {
    in = new SimulatedPipe(network);
    out = new SimulatedPipe(network);
    peer.in = out;
    peer.out = in;
    process.opened(this);
    peer.process.opened(peer);
  }

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    network.scheduler().step("connect");
    network.listener(((UnixDomainSocketAddress) remote).getPath()).enqueue(this);
    return true;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (target.remaining() > 1) {
      // Not for each byte of a line, of which the first came with a step of its own.
      network.scheduler().step("read");
    }
    checkOpen();
    return in.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    network.scheduler().step("write");
    checkOpen();
    if (out.isBroken()) {
      throw new IOException("Broken pipe");
    }
    if (source.remaining() == 1 && network.losesBell()) {
      source.get();
      return 1;
    }
    return out.write(source);
  }

  private void checkOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public long readyAtNs() {
    return in.readableAtNs();
  }

  @Override
  public void hangUp() {
    if (out != null) {
      out.end();
      in.breakOff();
      process.closed(this);
    }
  }

  @Override
  protected void implCloseSelectableChannel() {
    hangUp();
  }

  @Override
  protected void implConfigureBlocking(boolean block) {}

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return Set.of();
  }

  @Override
  public boolean isConnected() {
    return out != null;
  }

  @Override
  public boolean isConnectionPending() {
    return false;
  }

  @Override
  public boolean finishConnect() {
    return true;
  }

  @Override
  public SocketChannel bind(SocketAddress local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketChannel shutdownInput() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketChannel shutdownOutput() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket socket() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketAddress getRemoteAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketAddress getLocalAddress() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException();
  }
}
