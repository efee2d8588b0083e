package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever arrives at the control socket, the stream goes on. */
class ControlServerTest {
  private final TestPipeline pipeline = new TestPipeline();
  private StreamWriter writer;

  @BeforeEach
  void open() throws IOException {
    writer = pipeline.writer(3, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS);
  }

  @AfterEach
  void theStreamStillWorks() throws Exception {
    Await.until("the last test's readers are gone", () -> writer.readerCount() == 0);
    try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      assertEquals(1, Readers.take(reader));
    }
    writer.close();
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(pipeline.directory().socket("s")));
    return channel;
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String readAll(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(1024);
    int count = channel.read(bytes);
    while (count >= 0 && bytes.hasRemaining() && !text(bytes).endsWith("\n")) {
      count = channel.read(bytes);
    }
    return text(bytes);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes.duplicate().flip()).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1 | ERROR greeting",
        "ZOETROPE 2 READER name=a | ERROR version",
        "ZOETROPE 1 WRITER name=a | ERROR role",
        "ZOETROPE 1 | ERROR role",
        "ZOETROPE 1 READER | ERROR argument",
        "ZOETROPE 1 READER name=../../etc | ERROR argument",
        "ZOETROPE 1 READER name=a policy=some | ERROR argument",
        "ZOETROPE 1 READER name=a pid=x | ERROR argument",
        "ZOETROPE 1 READER name=a policy=every pid=1 colour=red = == | OK epoch=1 cell=0 ",
      })
  void linesAreAnswered(String line, String reply) throws Exception {
    try (SocketChannel channel = connect()) {
      send(channel, line + "\n");
      assertTrue(readAll(channel).startsWith(reply), reply);
    }
  }

  @Test
  void garbageIsRefused() throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[600];
      random.nextBytes(bytes);
      try (SocketChannel channel = connect()) {
        channel.write(ByteBuffer.wrap(bytes));
        assertTrue(readAll(channel).startsWith("ERROR "));
      }
    }
  }

  @Test
  void aHandshakeMayComeByteByByteOrNever() throws Exception {
    List<SocketChannel> silent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      silent.add(connect());
    }
    try (SocketChannel slow = connect()) {
      for (char c : "ZOETROPE 1 READER name=slow policy=latest\n".toCharArray()) {
        send(slow, String.valueOf(c));
      }
      assertTrue(
          readAll(slow).startsWith("OK epoch=1 cell=0 control=s.1.control frames=s.1.frames"));
      send(slow, "!".repeat(5000));
      assertEquals(1, writer.readerCount());
    }
    for (SocketChannel channel : silent) {
      assertEquals("ERROR timeout no complete line within 2 s\n", readAll(channel));
      channel.close();
    }
  }

  @Test
  void hangingUpAtAnyPointHarmsNobody() throws Exception {
    for (int i = 0; i < 20; i++) {
      SocketChannel channel = connect();
      if (i % 2 == 0) {
        send(channel, "ZOETROPE 1 READER name=a policy=every\n");
      }
      if (i % 4 == 0) {
        readAll(channel);
      }
      channel.close();
    }
    for (int i = 1; i <= 10; i++) {
      assertTrue(Frames.publish(writer, i) > 0);
    }
  }

  @Test
  void theSixteenthReaderIsRefused() throws Exception {
    List<StreamReader> readers = new ArrayList<>();
    for (int i = 0; i < ControlDescriptor.MAX_READERS; i++) {
      readers.add(pipeline.reader("r" + i, ReaderPolicy.EVERY));
    }
    ChannelException e =
        assertThrows(
            ChannelException.class, () -> pipeline.reader("sixteenth", ReaderPolicy.LATEST));
    assertEquals(
        "stream 's' has 15 readers, the most; end one, or read what a filter makes of it",
        e.getMessage());
    Frames.publish(writer, 1);
    for (StreamReader reader : readers) {
      assertEquals(1, Readers.take(reader));
      reader.close();
    }
    Await.until("a cell is free", () -> writer.readerCount() < ControlDescriptor.MAX_READERS);
    pipeline.reader("sixteenth", ReaderPolicy.LATEST).close();
  }

  @Test
  void aHundredJoinAtOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(20);
    List<Future<Boolean>> joins = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = "r" + i;
      joins.add(
          pool.submit(
              () -> {
                try (StreamReader reader = pipeline.reader(name, ReaderPolicy.LATEST)) {
                  return reader.epoch() == 1;
                } catch (ChannelException e) {
                  return e.getMessage().contains(" has 15 readers, the most; ");
                }
              }));
    }
    for (Future<Boolean> join : joins) {
      assertTrue(join.get(20, TimeUnit.SECONDS));
    }
    pool.shutdown();
  }
}
