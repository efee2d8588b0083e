package dev.zoetrope.channel;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** A simulated socket that others connect to, at a file as the kernel makes it. */
final class SimulatedListener extends ServerSocketChannel
    implements SimulatedEnd, SimulatedReadiness {
  private final SimulatedNetwork network;
  private final SimulatedProcess process;
  private final Deque<SimulatedSocket> waiting = new ArrayDeque<>();
  private Path path;

  SimulatedListener(SelectorProvider provider, SimulatedNetwork network, SimulatedProcess process) {
    super(provider);
    this.network = network;
    this.process = process;
  }

  @Override
  public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    network.scheduler().step("bind");
    path = ((UnixDomainSocketAddress) local).getPath();
    try {
      Files.createFile(path);
    } catch (FileAlreadyExistsException e) {
      throw new BindException("Address already in use");
    }
    network.listen(path, this);
    process.opened(this);
    return this;
  }

  /** A connection that waits to be accepted. */
  void enqueue(SimulatedSocket client) {
    SimulatedSocket server = new SimulatedSocket(provider(), network, process);
    client.join(server);
    waiting.add(server);
  }

  @Override
  public SocketChannel accept() {
    network.scheduler().step("accept");
    return waiting.pollFirst();
  }

  @Override
  public long readyAtNs() {
    return waiting.isEmpty() ? Long.MAX_VALUE : 0;
  }

  @Override
  public void hangUp() {
    if (path != null) {
      network.close(path, this);
      waiting.forEach(SimulatedSocket::hangUp);
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
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T getOption(SocketOption<T> name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ServerSocket socket() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketAddress getLocalAddress() {
    throw new UnsupportedOperationException();
  }
}
