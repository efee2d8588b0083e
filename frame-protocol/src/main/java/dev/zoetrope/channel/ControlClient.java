package dev.zoetrope.channel;

import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.Self;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The reader's end of the control socket: handshake, doorbells, and noticing that the writer is
 * gone.
 */
final class ControlClient implements AutoCloseable {
  private static final long RETRY_MS = 10;
  private static final long REPLY_TIMEOUT_NS = 5_000_000_000L;
  private static final String BUSY = "ERROR busy ";
  private static final String TIMEOUT = "ERROR timeout ";
  private static final String GOING = "has a writer on its way out";

  /** More bells than a socket buffer holds were rung while we read. */
  private static final int MAX_READS = 4096;

  private final Host host;
  private final SocketChannel channel;
  private final Selector selector;
  private final ByteBuffer bells = ByteBuffer.allocateDirect(256);
  private final ByteBuffer bell = ByteBuffer.allocateDirect(1);
  private final Handshake.Grant grant;
  private boolean isRung;
  private volatile boolean lost;
  private volatile long rungFor;

  private ControlClient(Host host, SocketChannel channel, Handshake.Request request)
      throws IOException {
    this.host = host;
    this.channel = channel;
    this.selector = host.sockets().openSelector();
    try {
      channel.register(selector, SelectionKey.OP_READ);
      Probe.at(ProtocolPoint.CONNECTED);
      send(request);
      Probe.at(ProtocolPoint.REQUESTED);
      String reply = readLine();
      if (reply.startsWith(BUSY)) {
        throw new NotServedException("has a writer that is busy");
      }
      if (reply.startsWith(TIMEOUT)) {
        throw new NotServedException("has a writer that did not hear from this reader in time");
      }
      this.grant = Handshake.parseReply(reply);
      Probe.at(ProtocolPoint.ANSWERED);
    } catch (IOException | RuntimeException e) {
      selector.close();
      throw e;
    }
  }

  /**
   * Waits for the stream to appear and joins it.
   *
   * @param host where the reader runs
   * @param directory the pipeline
   * @param stream name of the stream
   * @param request what to ask for
   * @param timeoutNs longest wait for the stream to appear
   * @throws ChannelException when it does not appear, or refuses
   * @throws IOException when the directory, or what is there, is not to be trusted
   */
  static ControlClient connect(
      Host host,
      PipelineDirectory directory,
      String stream,
      Handshake.Request request,
      long timeoutNs)
      throws IOException {
    Path socket = directory.socket(stream);
    long deadline = host.nanoTime() + timeoutNs;
    while (true) {
      boolean isLast = host.nanoTime() - deadline >= 0;
      try {
        return tryConnect(host, directory, socket, request);
      } catch (NotServedException e) {
        if (isLast) {
          throw new ChannelException(
              "stream '"
                  + stream
                  + "' of pipeline '"
                  + directory.name()
                  + "' "
                  + e.getMessage()
                  + " (waited "
                  + TimeUnit.NANOSECONDS.toMillis(timeoutNs)
                  + " ms at '"
                  + socket
                  + "'); start its capture, or check --pipeline and --stream",
              true);
        }
      }
      host.sleep(RETRY_MS, "waiting for '" + socket + "'");
    }
  }

  private static ControlClient tryConnect(
      Host host, PipelineDirectory directory, Path socket, Handshake.Request request)
      throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotServedException("has no writer");
    }
    if (Files.isSymbolicLink(socket)) {
      throw new ChannelException("'" + socket + "' is a symbolic link; remove it");
    }
    SocketChannel channel = host.sockets().openSocketChannel(StandardProtocolFamily.UNIX);
    try {
      directory.check();
      // Blocking has no bound where the queue before a stopped writer is full.
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
        throw new NotServedException("has no writer that accepts");
      }
      if (!Peer.isUser(channel, Self.user())) {
        throw new ChannelException("'" + socket + "' is served by another user");
      }
      return new ControlClient(host, channel, request);
    } catch (SocketException | NoSuchFileException e) {
      // Nobody listens there (any more): a stale socket, or a writer on its way out.
      channel.close();
      throw (IOException)
          new NotServedException("has no writer that accepts: " + e.getMessage()).initCause(e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Nobody takes us in now; that may change. */
  private static final class NotServedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotServedException(String message) {
      super(message);
    }
  }

  private void send(Handshake.Request request) throws NotServedException {
    try {
      channel.write(ByteBuffer.wrap(request.line().getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      throw new NotServedException(GOING); // A broken pipe.
    }
  }

  /** Reads one byte at a time: bytes after the newline are doorbells. */
  private String readLine() throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    StringBuilder line = new StringBuilder();
    long deadline = host.nanoTime() + REPLY_TIMEOUT_NS;
    while (line.length() < Handshake.MAX_LENGTH) {
      int count = channel.read(one.clear());
      if (count < 0) {
        throw new NotServedException(GOING);
      }
      if (count == 0) {
        long left = deadline - host.nanoTime();
        if (left <= 0) {
          throw new ChannelException("the writer did not answer within 5 s");
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while joining a stream");
        }
        select(left);
      } else if (one.get(0) == '\n') {
        return line.toString();
      } else {
        line.append((char) (one.get(0) & 0xFF));
      }
    }
    throw new ChannelException("the writer answered with more than 512 bytes");
  }

  private int select(long timeoutNs) throws IOException {
    return selector.select(key -> {}, Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNs)));
  }

  Handshake.Grant grant() {
    return grant;
  }

  /**
   * Sleeps until the writer rings, the connection ends or the time is up. One thread only.
   *
   * @param timeoutNs longest sleep; rounded to milliseconds
   */
  void sleep(long timeoutNs) {
    try {
      isRung = select(timeoutNs) > 0;
    } catch (IOException e) {
      lost = true;
    }
  }

  /** Takes the bells that ended the last {@link #sleep}, or notices the end of the connection. */
  void clearBells() {
    try {
      if (isRung) {
        // What is left in the socket makes the next select return at once.
        receive();
        isRung = false;
      }
    } catch (IOException e) {
      lost = true;
    }
  }

  /**
   * Looks without waiting whether the writer is still there. Its end comes after its last bells.
   */
  void drain() {
    try {
      int count = receive();
      for (int reads = 1; count > 0 && reads < MAX_READS; reads++) {
        count = receive();
      }
    } catch (IOException e) {
      lost = true;
    }
  }

  private int receive() throws IOException {
    int count = channel.read(bells.clear());
    lost |= count < 0;
    return count;
  }

  /** Whether the writer's end of the connection is gone. */
  boolean isLost() {
    return lost;
  }

  /**
   * Wakes the writer, about once for each time it sleeps. Any thread.
   *
   * @param waitSequence odd value under which the writer sleeps
   */
  void ring(long waitSequence) {
    if (rungFor == waitSequence) {
      return;
    }
    rungFor = waitSequence;
    try {
      channel.write(bell.duplicate());
    } catch (IOException e) {
      lost = true;
    }
  }

  /**
   * Lets another selector wait for bells and for the end of the connection, too.
   *
   * @param other asked for nothing at first
   * @return the key, which ends with the connection
   */
  SelectionKey register(Selector other) throws IOException {
    return channel.register(other, 0);
  }

  /** Interrupts a {@link #sleep}, from any thread. */
  void wakeup() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    selector.close();
  }
}
