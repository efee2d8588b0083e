package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.hostile.HostileChild;
import dev.zoetrope.hostile.Mutator;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.testing.ChildProcess;
import dev.zoetrope.testing.FakeWriter;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A socket peer may be anybody and say anything: the other side says what is wrong, and goes on.
 */
class HostilePeerTest {
  private static final int LINES = 20_000;
  private static final long SHORT_NS = 100_000_000;
  private static final int CHUNK = 1 << 16;
  private static final long GIGABYTE = 1L << 30;

  private final TestPipeline pipeline = new TestPipeline();

  @BeforeEach
  void create() throws IOException {
    pipeline.directory().create();
  }

  @AfterEach
  void close() throws IOException {
    pipeline.close();
  }

  private StreamReader join() throws IOException {
    ReaderOptions options = ReaderOptions.of("r", ReaderPolicy.EVERY);
    return StreamReader.connect(pipeline.directory(), "s", options.withConnectTimeoutNs(SHORT_NS));
  }

  private String refusal(String reply) throws Exception {
    FakeWriter.Script script = reply.isEmpty() ? channel -> {} : HostilePeerTest::listen;
    try (FakeWriter writer = new FakeWriter(pipeline, script, reply)) {
      String message = assertThrows(ChannelException.class, this::join).getMessage();
      assertTrue(message.length() < 700 && message.matches("[ -~]*"), message);
      return message;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OK epoch=0 cell=0 control=s.0.control frames=s.0.frames",
        "OK epoch=-1 cell=0 control=s.-1.control frames=s.-1.frames",
        "OK epoch=1 cell=-1 control=s.1.control frames=s.1.frames",
        "OK epoch=1 cell=15 control=s.1.control frames=s.1.frames",
        "OK epoch=1 cell=0 control=../s.1.control frames=s.1.frames",
        "OK epoch=1 cell=0 control=s.1.control frames=/etc/passwd",
        "OK epoch=1 cell=0 control=s.1.control frames=",
        "OK epoch=1 cell=0 control=t.1.control frames=t.1.frames",
        "OK epoch=1 cell=0 control=s.2.control frames=s.2.frames",
        "OK epoch=1 cell=0",
      })
  void grantsThatLeadElsewhereAreNotFollowed(String reply) throws Exception {
    String message = refusal(reply + "\n");
    assertTrue(message.startsWith("the writer of stream 's' granted '"), message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OK",
        "OK ",
        "OK epoch=99999999999999999999 cell=0 control=a frames=b",
        "OK epoch=1 cell=2147483648 control=a frames=b",
        "OK epoch=x cell=0",
        "HTTP/1.1 200 OK",
        "\u0000\u001b[2J",
        "",
      })
  void answersThatAreNoneAreShown(String reply) throws Exception {
    String message = refusal(reply + "\n");
    assertTrue(message.startsWith("the writer answered '"), message);
  }

  @Test
  void refusalsAreShownAndHarmlessToATerminal() throws Exception {
    assertEquals("line \\x1b[2J\\x7", refusal("ERROR line \u001b[2J\u0007\n"));
    assertTrue(refusal("ERROR busy come again\n").contains("has a writer that is busy"));
    assertTrue(refusal("ERROR timeout too late\n").contains("did not hear from this reader"));
    assertTrue(refusal("").contains("has a writer on its way out"));
  }

  @Test
  void aWriterThatSaysNothingIsNotWaitedForLong() throws Exception {
    try (FakeWriter writer = new FakeWriter(pipeline, HostilePeerTest::listen)) {
      String message = assertThrows(ChannelException.class, this::join).getMessage();
      assertEquals("the writer did not answer within 5 s", message);
    }
  }

  /** Reads until the reader hangs up. */
  private static void listen(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
    while (channel.read(bytes.clear()) >= 0) {
      // It may say what it wants.
    }
  }

  @Test
  void aGigabyteInsteadOfALineIsNotRead() throws Exception {
    try (FakeWriter writer = new FakeWriter(pipeline, channel -> flood(channel, GIGABYTE))) {
      String message = assertThrows(ChannelException.class, this::join).getMessage();
      assertEquals("the writer answered with more than 512 bytes", message);
    }
  }

  /** Bytes until the peer hangs up, at most so many; whether it hung up. */
  private static boolean flood(SocketChannel channel, long length) {
    ByteBuffer bytes = ByteBuffer.wrap("x".repeat(CHUNK).getBytes(StandardCharsets.US_ASCII));
    try {
      for (long sent = 0; sent < length; ) {
        sent += channel.write(bytes.rewind());
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aWriterThatRingsWithoutEndHoldsNobody() throws Exception {
    Epoch epoch = Epoch.create(pipeline.directory(), "s", 1, TestPipeline.spec(2), control -> {});
    new SlotWriter(epoch.control()).join(0, "r", ReaderPolicy.EVERY.code(), 1);
    String grant = "OK epoch=1 cell=0 control=s.1.control frames=s.1.frames\n";
    FakeWriter.Script script =
        channel -> {
          channel.write(ByteBuffer.wrap(grant.getBytes(StandardCharsets.US_ASCII)));
          assertTrue(flood(channel, Long.MAX_VALUE));
        };
    try (FakeWriter writer = new FakeWriter(pipeline, script)) {
      try (StreamReader reader = join()) {
        for (int i = 0; i < 50; i++) {
          assertEquals(null, reader.await(1_000_000));
          assertEquals(ReaderState.LIVE, reader.state());
        }
      }
    }
    epoch.release();
  }

  @Test
  void aGrantOfFilesThatAreNoneIsAnError() throws Exception {
    String grant = "OK epoch=1 cell=0 control=s.1.control frames=s.1.frames\n";
    try (FakeWriter writer = new FakeWriter(pipeline, HostilePeerTest::listen, grant)) {
      assertTrue(assertThrows(IOException.class, this::join).getMessage().contains("s.1.control"));
      Path control = pipeline.directory().resolve("s.1.control");
      Files.write(control, new byte[100]);
      assertTrue(assertThrows(IOException.class, this::join).getMessage().contains("100 bytes"));
      Files.write(control, new byte[1 << 20]);
      String message = assertThrows(CorruptRegionException.class, this::join).getMessage();
      assertTrue(message.contains("s.1.control': control header: magic is 0"), message);
    }
  }

  @Test
  void damagedLinesOfReadersAreRefusedOrMeant() {
    Mutator mutator = new Mutator(HostileChild.seed());
    String line = "ZOETROPE 1 READER name=encoder policy=every pid=4711";
    int refused = 0;
    for (int i = 0; i < LINES; i++) {
      String damaged = damaged(mutator, line);
      try {
        Handshake.Request request = Handshake.parseRequest(damaged);
        assertTrue(request.name().matches("[A-Za-z0-9][A-Za-z0-9_-]{0,47}"), damaged);
      } catch (Handshake.Refusal e) {
        refused++;
        assertTrue(e.getMessage().length() < 300 && e.getMessage().matches("[ -~]*"), damaged);
      }
    }
    assertTrue(refused > LINES / 2, "refused " + refused);
  }

  @Test
  void damagedLinesOfWritersAreErrorsOrMeant() {
    Mutator mutator = new Mutator(HostileChild.seed());
    String line = "OK epoch=3 cell=2 control=video.3.control frames=video.3.frames";
    int refused = 0;
    for (int i = 0; i < LINES; i++) {
      String damaged = damaged(mutator, mutator.onceIn(9) ? "ERROR full of it" : line);
      try {
        Handshake.parseReply(damaged);
      } catch (ChannelException e) {
        refused++;
        assertTrue(e.getMessage().length() < 2100 && e.getMessage().matches("[ -~]*"), damaged);
      }
    }
    assertTrue(refused > LINES / 4, "refused " + refused);
  }

  private static String damaged(Mutator mutator, String line) {
    byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
    mutator.damage(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int cut = mutator.onceIn(8) ? mutator.below(text.length()) : text.length();
    return text.substring(0, cut) + (mutator.onceIn(50) ? text.repeat(7) : "");
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(pipeline.directory().socket("s")));
    return channel;
  }

  private void ringAtAWriter(long bells) throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        SocketChannel endless = connect();
        SocketChannel joined = connect()) {
      assertTrue(flood(endless, GIGABYTE), "a gigabyte without a newline was read");
      joined.write(
          ByteBuffer.wrap(
              "ZOETROPE 1 READER name=a policy=latest\n".getBytes(StandardCharsets.US_ASCII)));
      Thread ringing = new Thread(() -> flood(joined, bells));
      ringing.start();
      try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
        for (int i = 1; i <= 200; i++) {
          Frames.publish(writer, i);
          assertEquals(i, Readers.take(reader));
        }
      }
      ringing.join();
    }
    assertEquals(List.of(), pipeline.files());
  }

  @Test
  void aReaderThatSendsAndSendsHarmsNobody() throws Exception {
    ringAtAWriter(GIGABYTE / 32);
  }

  @Test
  @Tag("deep")
  void aReaderThatRingsAGigabyteHarmsNobody() throws Exception {
    ringAtAWriter(GIGABYTE);
  }

  @Test
  void aSecondWriterIsTurnedAway() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline)) {
      child.ask("writer 2");
      String message = assertThrows(ChannelException.class, () -> pipeline.writer(2)).getMessage();
      assertEquals(
          "stream 's' of pipeline 'p' already has a writer; stop it or choose another --pipeline",
          message);
      try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
        child.ask("publish 1");
        assertEquals(1, Readers.take(reader));
      }
      assertEquals("ended", child.ask("end"));
    }
    try (StreamWriter writer = pipeline.writer(2)) {
      assertThrows(ChannelException.class, () -> pipeline.writer(2));
      assertTrue(Frames.publish(writer, 1) > 0);
    }
  }
}
