package dev.zoetrope.channel;

import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/** Makes the sockets and selectors of one simulated process. */
final class SimulatedSockets extends SelectorProvider {
  private final SimulatedNetwork network;
  private final SimulatedProcess process;

  SimulatedSockets(SimulatedNetwork network, SimulatedProcess process) {
    this.network = network;
    this.process = process;
  }

  @Override
  public AbstractSelector openSelector() {
    return new SimulatedSelector(this, network.scheduler());
  }

  @Override
  public ServerSocketChannel openServerSocketChannel(ProtocolFamily family) {
    return new SimulatedListener(this, network, process);
  }

  @Override
  public SocketChannel openSocketChannel(ProtocolFamily family) {
    return new SimulatedSocket(this, network, process);
  }

  @Override
  public ServerSocketChannel openServerSocketChannel() {
    throw new UnsupportedOperationException();
  }

  @Override
  public SocketChannel openSocketChannel() {
    throw new UnsupportedOperationException();
  }

  @Override
  public DatagramChannel openDatagramChannel() {
    throw new UnsupportedOperationException();
  }

  @Override
  public DatagramChannel openDatagramChannel(ProtocolFamily family) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Pipe openPipe() {
    throw new UnsupportedOperationException();
  }
}
