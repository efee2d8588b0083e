package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.ChildProcess;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writer and readers in processes of their own, killed and stopped where it hurts most. */
class CrossProcessTest {
  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  @Test
  void framesPassWholeAndInOrder() throws Exception {
    try (ChildProcess every = new ChildProcess(pipeline);
        ChildProcess latest = new ChildProcess(pipeline);
        StreamWriter writer = pipeline.writer(3)) {
      every.tell("reader encoder every");
      latest.tell("reader display latest");
      assertEquals("joined", every.reply());
      assertEquals("joined", latest.reply());
      every.tell("drain");
      latest.tell("drain");
      for (int i = 1; i <= 5000; i++) {
        Frames.publish(writer, i, i < 4000 ? Frames.LENGTH : Frames.LENGTH * 3L);
      }
      writer.close();
      assertEquals("ENDED 5000 gapless", every.reply());
      assertTrue(latest.reply().startsWith("ENDED "));
    }
  }

  @Test
  void aReaderMapsFramesReadOnly() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/maps")), "no /proc to ask");
    try (ChildProcess child = new ChildProcess(pipeline);
        StreamWriter writer = pipeline.writer(3)) {
      child.ask("reader encoder every");
      Frames.publish(writer, 1);
      assertEquals("holding 1", child.ask("hold"));
      assertEquals("control=rw-s frames=r--s", child.ask("maps"));
    }
  }

  @Test
  void aReaderKilledWithALeaseFreesItsSlot() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline);
        StreamWriter writer = pipeline.writer(2);
        StreamReader other = pipeline.reader("other", ReaderPolicy.LATEST)) {
      child.ask("reader encoder every");
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      assertEquals("holding 1", child.ask("hold"));
      assertEquals("holding 2", child.ask("hold"));
      child.kill();
      for (int i = 3; i <= 20; i++) {
        assertTrue(Frames.publish(writer, i) > 0);
      }
      assertEquals(20, Readers.take(other));
      Await.until("the dead reader is gone", () -> writer.readerCount() == 1);
      assertEquals(1, writer.epoch());
    }
  }

  @Test
  void aWriterKilledWhileWritingLeavesWholeFramesOnly() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline)) {
      assertEquals("epoch 1", child.ask("writer 3"));
      try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
        assertEquals("published 2", child.ask("publish 2"));
        FrameLease held = reader.poll();
        assertEquals("half", child.ask("half"));
        child.kill();
        assertEquals(ReaderState.LIVE, reader.state());
        assertEquals(2, Readers.take(reader));
        assertNull(reader.await(TestPipeline.SOON_NS));
        assertEquals(ReaderState.WRITER_LOST, reader.state());
        Readers.assertAccounted(reader);
        try (StreamWriter next = pipeline.writer(3)) {
          assertEquals(2, next.epoch());
          assertEquals(List.of("s.2.control", "s.2.frames", "s.lock", "s.sock"), pipeline.files());
          assertEquals(1, Frames.check(held));
        }
        held.close();
      }
    }
  }

  @Test
  void aReaderWhoseNextEpochIsGoneHasLostItsWriter() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline)) {
      child.ask("writer 3");
      try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
        child.ask("publish 2");
        child.ask("grow 1");
        child.kill();
        StaleFiles.removeDeadStreams(pipeline.directory());
        assertEquals(List.of(), pipeline.files());
        assertEquals(List.of(1L, 2L), Readers.drain(reader));
        assertEquals(ReaderState.WRITER_LOST, reader.state());
      }
    }
  }

  @Test
  void theEpochsOfASuccessorAreNotFollowed() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline)) {
      child.ask("writer 3");
      try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
        child.ask("publish 2");
        child.ask("grow 1");
        child.kill();
        StaleFiles.removeDeadStreams(pipeline.directory());
        // Same stream, same numbers, same cell, same name.
        try (StreamWriter next = pipeline.writer(3);
            StreamReader another = pipeline.reader(ReaderPolicy.EVERY)) {
          Frames.publish(next, 71, 2 * Frames.LENGTH);
          assertEquals(2, next.epoch());
          assertEquals(List.of(1L, 2L), Readers.drain(reader));
          assertEquals(ReaderState.WRITER_LOST, reader.state());
          assertEquals(71, Readers.take(another));
        }
      }
    }
  }

  /** A full queue is an error here and false there, depending on the JDK. */
  private static boolean connects(UnixDomainSocketAddress socket, List<SocketChannel> queue)
      throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    queue.add(channel);
    channel.configureBlocking(false);
    try {
      return channel.connect(socket);
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void aStoppedWriterWithAFullQueueCostsTheConnectTimeout() throws Exception {
    List<SocketChannel> queue = new ArrayList<>();
    try (ChildProcess child = new ChildProcess(pipeline)) {
      child.ask("writer 3");
      child.signal("STOP");
      UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(pipeline.directory().socket("s"));
      while (connects(socket, queue)) {
        // One more stands in line.
      }
      ReaderOptions options =
          ReaderOptions.of("r", ReaderPolicy.EVERY).withConnectTimeoutNs(50_000_000);
      ChannelException e =
          assertThrows(
              ChannelException.class,
              () -> StreamReader.connect(pipeline.directory(), "s", options));
      assertTrue(e.getMessage().contains("has no writer that accepts"), e.getMessage());
      child.signal("CONT");
      for (SocketChannel each : queue) {
        each.close();
      }
      try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
        child.ask("publish 1");
        assertEquals(1, Readers.take(reader));
      }
      assertEquals("ended", child.ask("end"));
    }
  }

  @Test
  void aStoppedReaderIsEvictedAndItsLeaseHonoured() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline);
        StreamWriter writer = pipeline.writer(3, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS)) {
      child.ask("reader encoder every");
      Frames.publish(writer, 1);
      assertEquals("holding 1", child.ask("hold"));
      child.signal("STOP");
      for (int i = 2; i <= 50; i++) {
        assertTrue(Frames.publish(writer, i) > 0);
      }
      child.signal("CONT");
      assertEquals("held [1]", child.ask("check"));
      assertEquals("EVICTED 0 gapless", child.ask("drain"));
      assertEquals("held [1]", child.ask("check"));
    }
  }

  @Test
  void aKilledWriterIsNoticedByASleepingReader() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline)) {
      child.ask("writer 3");
      try (StreamReader reader = pipeline.reader(ReaderPolicy.LATEST)) {
        Thread killer =
            new Thread(
                () -> {
                  try {
                    child.kill();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
        killer.start();
        assertNull(reader.await(TestPipeline.SOON_NS));
        assertEquals(ReaderState.WRITER_LOST, reader.state());
        killer.join();
        assertNotNull(pipeline.files());
        StaleFiles.removeDeadStreams(pipeline.directory());
      }
    }
  }
}
