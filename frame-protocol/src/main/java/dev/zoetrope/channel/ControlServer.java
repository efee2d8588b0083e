package dev.zoetrope.channel;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.Self;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agrona.CloseHelper;

/**
 * The writer's end of the control socket: handshakes, doorbells, and noticing that a reader is
 * gone. A duty cycle, {@link #doWork}, for one thread; only {@link Connection#ring} and {@link
 * #close} may be called by others.
 */
final class ControlServer implements AutoCloseable {
  private static final long HANDSHAKE_TIMEOUT_NS = 2_000_000_000L;
  private static final long ACCEPT_PAUSE_NS = 100_000_000L;
  private static final int MAX_PENDING = 128;

  private final Host host;
  private final Listener listener;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final UserPrincipal user;
  private final ByteBuffer bells = ByteBuffer.allocateDirect(4096);
  private final Set<Connection> pending = new LinkedHashSet<>();
  private final SelectionKey acceptKey;
  private boolean isAcceptPaused;
  private long acceptAgainNs;

  /** What the writer does with what arrives. */
  interface Listener {
    /** A reader wants to join; on return it takes part. */
    Handshake.Grant join(Connection connection, Handshake.Request request) throws Handshake.Refusal;

    /** A reader rang: a slot may be free. */
    void bell();

    /** The connection of a reader that had joined ended. */
    void leave(Connection connection);
  }

  ControlServer(Host host, Path socket, Listener listener) throws IOException {
    this.host = host;
    this.listener = listener;
    this.user = Self.user();
    this.selector = host.sockets().openSelector();
    this.server = host.sockets().openServerSocketChannel(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket), MAX_PENDING);
      PipelineDirectory.restrict(socket);
      server.configureBlocking(false);
      this.acceptKey = server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      CloseHelper.closeAll(server, selector);
      throw e;
    }
  }

  /** One reader's connection. */
  static final class Connection {
    private final SocketChannel channel;
    private final ByteBuffer bell = ByteBuffer.allocateDirect(1);
    private final ByteBuffer line = ByteBuffer.allocate(Handshake.MAX_LENGTH);
    private final long deadlineNs;
    private boolean joined;
    private long rungFor;

    Connection(SocketChannel channel, long deadlineNs) {
      this.channel = channel;
      this.deadlineNs = deadlineNs;
    }

    /**
     * Wakes the reader. A full socket buffer means that it has unread bells already. One thread at
     * a time.
     */
    void ring() {
      try {
        channel.write(bell.clear());
      } catch (IOException e) {
        // The connection is gone; the selector reports it to the listener.
      }
    }

    /**
     * Wakes the reader, at most once for each time it sleeps.
     *
     * @param sleepSequence odd value under which the reader sleeps
     */
    void ring(long sleepSequence) {
      if (rungFor != sleepSequence) {
        rungFor = sleepSequence;
        ring();
      }
    }
  }

  /**
   * Waits for something to happen and handles it.
   *
   * @param timeoutMs longest wait, milliseconds, at least 1
   * @throws IOException when the socket fails as a whole
   */
  void doWork(long timeoutMs) throws IOException {
    selector.select(this::handle, timeoutMs);
    long now = host.nanoTime();
    if (!pending.isEmpty()) {
      for (Connection connection : List.copyOf(pending)) {
        if (now - connection.deadlineNs > 0) {
          refuse(connection, "timeout no complete line within 2 s");
        }
      }
    }
    if (isAcceptPaused && now - acceptAgainNs >= 0) {
      isAcceptPaused = false;
      acceptKey.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  private void handle(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      receive(connection);
    } else {
      acceptAll();
    }
  }

  private void acceptAll() {
    try {
      // No more than the queue holds: those who come meanwhile must not keep the others waiting.
      for (int i = 0; i < MAX_PENDING; i++) {
        SocketChannel channel = server.accept();
        if (channel == null) {
          return;
        }
        welcome(new Connection(channel, host.nanoTime() + HANDSHAKE_TIMEOUT_NS));
      }
    } catch (IOException e) {
      // Out of file descriptors, perhaps. The next attempt is left for later: the selector would
      // report the same connection at once, again and again.
      isAcceptPaused = true;
      acceptAgainNs = host.nanoTime() + ACCEPT_PAUSE_NS;
      acceptKey.interestOps(0);
    }
  }

  private void welcome(Connection connection) {
    pending.add(connection);
    try {
      connection.channel.configureBlocking(false);
      if (!Peer.isUser(connection.channel, user)) {
        refuse(connection, "user this stream belongs to another user");
      } else if (pending.size() > MAX_PENDING) {
        refuse(connection, "busy too many connections without a handshake");
      } else {
        connection.channel.register(selector, SelectionKey.OP_READ, connection);
      }
    } catch (IOException e) {
      drop(connection);
    }
  }

  private void receive(Connection connection) {
    try {
      if (connection.joined) {
        receiveBells(connection);
      } else if (connection.channel.read(connection.line) < 0) {
        drop(connection);
      } else {
        handshake(connection);
      }
    } catch (IOException | RuntimeException e) {
      // Whatever one connection brings must not stop the thread that serves all of them.
      drop(connection);
    }
  }

  private void receiveBells(Connection connection) throws IOException {
    int total = 0;
    int count = connection.channel.read(bells.clear());
    while (count > 0) {
      total += count;
      count = total < bells.capacity() ? connection.channel.read(bells.clear()) : 0;
    }
    if (total > 0) {
      listener.bell();
    }
    if (count < 0) {
      drop(connection);
    }
  }

  private void handshake(Connection connection) throws IOException {
    ByteBuffer line = connection.line;
    int end = 0;
    while (end < line.position() && line.get(end) != '\n') {
      end++;
    }
    if (end == line.position()) {
      if (!line.hasRemaining()) {
        refuse(connection, "line the first line has more than " + Handshake.MAX_LENGTH + " bytes");
      }
      return;
    }
    try {
      byte[] ascii = new byte[end];
      line.get(0, ascii);
      String text = new String(ascii, StandardCharsets.US_ASCII);
      Handshake.Grant grant = listener.join(connection, Handshake.parseRequest(text));
      connection.joined = true;
      pending.remove(connection);
      send(connection, grant.line());
    } catch (Handshake.Refusal e) {
      refuse(connection, e.getMessage());
    }
  }

  private void refuse(Connection connection, String reason) {
    try {
      send(connection, "ERROR " + reason + "\n");
    } catch (IOException e) {
      // It is refused either way.
    }
    drop(connection);
  }

  /** A line is far shorter than an empty socket buffer, so it is sent whole or not at all. */
  private static void send(Connection connection, String line) throws IOException {
    connection.channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
  }

  private void drop(Connection connection) {
    pending.remove(connection);
    try {
      connection.channel.close();
    } catch (IOException e) {
      // Closed as far as it can be.
    }
    if (connection.joined) {
      connection.joined = false;
      listener.leave(connection);
    }
  }

  /** Interrupts a {@link #doWork} that waits. */
  void wakeup() {
    selector.wakeup();
  }

  /** Ends every connection. The thread of {@link #doWork} calls it last, or none runs. */
  @Override
  public void close() throws IOException {
    List<AutoCloseable> all = new ArrayList<>();
    selector.keys().forEach(key -> all.add(key.channel()));
    all.add(server);
    all.add(selector);
    CloseHelper.closeAll(all);
  }
}
