package dev.zoetrope.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Something at the socket of stream {@code s} that is no writer, and talks by a script. */
public final class FakeWriter implements AutoCloseable {
  private final Path socket;
  private final ServerSocketChannel server;
  private final Thread thread;

  /** What happens on each connection, one after the other. */
  @FunctionalInterface
  public interface Script {
    /** Talks; the connection is closed afterwards. */
    void run(SocketChannel channel) throws IOException;
  }

  /** Answers each connection with the same text, then follows a script. */
  public FakeWriter(TestPipeline pipeline, Script script, String reply) throws IOException {
    this(
        pipeline,
        channel -> {
          // Reads first: closing with unread bytes would tear the reply away.
          channel.read(ByteBuffer.allocate(512));
          channel.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.ISO_8859_1)));
          script.run(channel);
        });
  }

  /** Follows a script on each connection. */
  public FakeWriter(TestPipeline pipeline, Script script) throws IOException {
    socket = pipeline.directory().socket("s");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    thread = new Thread(() -> serve(script), "fake-writer");
    thread.start();
  }

  private void serve(Script script) {
    while (server.isOpen()) {
      try (SocketChannel channel = server.accept()) {
        script.run(channel);
      } catch (IOException e) {
        // The reader hung up, or the test is over.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.delete(socket);
  }
}
