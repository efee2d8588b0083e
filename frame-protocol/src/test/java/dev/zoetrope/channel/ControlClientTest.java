package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The reader's end of the control socket, against a writer played by the test. */
class ControlClientTest {
  private static final String GRANT = "OK epoch=1 cell=0 control=s.1.control frames=s.1.frames\n";

  @Test
  void theEndIsSeenBehindBellsThatNobodyRead() throws Exception {
    try (TestPipeline pipeline = new TestPipeline();
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      Path socket = pipeline.directory().create().socket("s");
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<ControlClient> connecting =
          CompletableFuture.supplyAsync(() -> connect(pipeline));
      SocketChannel writer = server.accept();
      writer.write(ByteBuffer.wrap(GRANT.getBytes(StandardCharsets.US_ASCII)));
      try (ControlClient client = connecting.get(20, TimeUnit.SECONDS)) {
        assertEquals(0, client.grant().cell());
        client.drain();
        assertFalse(client.isLost());
        writer.write(ByteBuffer.wrap(new byte[3]));
        writer.close();
        client.drain();
        assertTrue(client.isLost());
      }
      Files.delete(socket);
    }
  }

  private static ControlClient connect(TestPipeline pipeline) {
    try {
      Handshake.Request request = new Handshake.Request("test", ReaderPolicy.LATEST, 0);
      return ControlClient.connect(
          new Host(), pipeline.directory(), "s", request, TestPipeline.SOON_NS);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
