package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who sees which frames, with writer and readers in one JVM. */
class StreamDeliveryTest {
  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void everySeesAllInOrder() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Thread producer = producer(writer, 1000);
      assertEquals(numbers(1, 1000), Readers.drain(reader));
      producer.join();
      assertEquals(ReaderState.ENDED, reader.state());
    }
  }

  /** With so many slots the writer waits without saying so, now and then. */
  @Test
  void everySeesAllInOrderFromAWriterThatIsFarAhead() throws Exception {
    try (StreamWriter writer = pipeline.writer(16);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Thread producer = producer(writer, 3000);
      assertEquals(numbers(1, 3000), Readers.drain(reader));
      producer.join();
      Readers.assertAccounted(reader);
    }
  }

  private static Thread producer(StreamWriter writer, int frames) {
    Thread thread =
        new Thread(
            () -> {
              try (writer) {
                for (int i = 1; i <= frames; i++) {
                  Frames.publish(writer, i);
                }
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.start();
    return thread;
  }

  @Test
  void latestGetsTheNewestAndCountsTheRest() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.LATEST)) {
      for (int i = 1; i <= 10; i++) {
        Frames.publish(writer, i);
      }
      assertEquals(10, Readers.take(reader));
      assertNull(reader.poll());
      assertEquals(9, reader.counter(ReaderCellDescriptor.SKIPPED_STALE));
      Readers.assertAccounted(reader);
    }
  }

  @Test
  void leakyGetsWhatLastsInOrder() throws Exception {
    try (StreamWriter writer = pipeline.writer(4);
        StreamReader reader = pipeline.reader(ReaderPolicy.LEAKY)) {
      for (int i = 1; i <= 10; i++) {
        Frames.publish(writer, i);
      }
      writer.close();
      assertEquals(numbers(7, 10), Readers.drain(reader));
      assertEquals(6, reader.counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN));
    }
  }

  @Test
  void theFirstFrameAfterJoiningIsTheFirstSeen() throws Exception {
    try (StreamWriter writer = pipeline.writer(3)) {
      for (int i = 1; i <= 5; i++) {
        Frames.publish(writer, i);
      }
      try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
        assertNull(reader.poll());
        Frames.publish(writer, 6);
        assertEquals(6, Readers.take(reader));
        Readers.assertAccounted(reader);
      }
    }
  }

  @Test
  void whoLeavesIsNotWaitedFor() throws Exception {
    try (StreamWriter writer = pipeline.writer(2)) {
      StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
      assertEquals(1, writer.readerCount());
      reader.close();
      reader.close();
      for (int i = 1; i <= 10; i++) {
        Frames.publish(writer, i);
      }
      Await.until("the reader has left", () -> writer.readerCount() == 0);
    }
  }

  @Test
  void abortedClaimsAreNeverSeen() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      try (FrameClaim claim = writer.claim(Frames.LENGTH)) {
        Frames.fill(claim, 99);
      }
      FrameClaim published = writer.claim(Frames.LENGTH);
      Frames.fill(published, 2).publish();
      published.close();
      assertThrows(IllegalStateException.class, published::publish);
      writer.close();
      assertEquals(numbers(1, 2), Readers.drain(reader));
    }
  }

  @Test
  void closingTwiceNeverTouchesTheNextClaimOrLease() throws Exception {
    try (StreamWriter writer = pipeline.writer(2);
        StreamReader reader = pipeline.reader(ReaderPolicy.LATEST)) {
      FrameClaim first = writer.claim(Frames.LENGTH);
      first.close();
      FrameClaim second = writer.claim(Frames.LENGTH);
      assertEquals(first.payloadAddress(), second.payloadAddress());
      first.close();
      Frames.fill(second, 1).publish();
      FrameLease lease = reader.poll();
      assertNotNull(lease);
      Frames.publish(writer, 2);
      lease.close();
      Frames.publish(writer, 3);
      FrameLease again = reader.poll();
      assertEquals(3, again.header().pts());
      lease.close();
      assertEquals(0, reader.counter(ReaderCellDescriptor.STALE_RELEASES));
      assertEquals(1, reader.counter(ReaderCellDescriptor.RELEASED));
      assertThrows(IllegalStateException.class, lease::payload);
      again.close();
      assertEquals(2, reader.counter(ReaderCellDescriptor.RELEASED));
    }
  }

  @Test
  void severalClaimsAreOpenAtOnce() throws Exception {
    try (StreamWriter writer = pipeline.writer(4);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      List<FrameClaim> claims = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        claims.add(writer.claim(Frames.LENGTH));
      }
      Frames.fill(claims.get(2), 1).publish();
      Frames.fill(claims.get(0), 2).publish();
      Frames.fill(claims.get(3), 3).publish();
      claims.get(1).close();
      writer.close();
      assertEquals(numbers(1, 3), Readers.drain(reader));
    }
  }

  @Test
  void leasesOutliveReaderAndWriter() throws Exception {
    StreamWriter writer = pipeline.writer(3);
    StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
    Frames.publish(writer, 1);
    FrameLease lease = reader.poll();
    reader.close();
    for (int i = 2; i <= 20; i++) {
      Frames.publish(writer, i);
    }
    assertEquals(1, Frames.check(lease));
    writer.close();
    assertEquals(1, Frames.check(lease));
    assertEquals(1, reader.counter(ReaderCellDescriptor.DELIVERED));
    assertEquals(StreamKind.VIDEO, reader.kind());
    assertEquals(ReaderState.LIVE, reader.state());
    assertThrows(IllegalStateException.class, reader::poll);
    lease.close();
    lease.close();
  }

  @Test
  void pinsOfAClosedReaderAreHonouredUntilReleased() throws Exception {
    try (StreamWriter writer = pipeline.writer(2)) {
      StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
      Frames.publish(writer, 1);
      FrameLease lease = reader.poll();
      reader.close();
      for (int i = 2; i <= 5; i++) {
        Frames.publish(writer, i);
      }
      assertEquals(1, Frames.check(lease));
      assertEquals(1, writer.readerCount());
      lease.close();
      Await.until("the connection ended", () -> writer.readerCount() == 0);
    }
  }

  @Test
  void endAndFailureAreReportedAfterTheLastFrame() throws Exception {
    StreamWriter writer = pipeline.writer(3);
    try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      writer.fail();
      writer.close();
      assertEquals(ReaderState.LIVE, reader.state());
      assertEquals(numbers(1, 2), Readers.drain(reader));
      assertEquals(ReaderState.FAILED, reader.state());
      assertNull(reader.await(TestPipeline.SOON_NS));
    }
  }

  @Test
  void aReaderThatJoinedSeesFramesOfAWriterThatEndsAtOnce() throws Exception {
    for (int round = 0; round < 30; round++) {
      try (StreamWriter writer = pipeline.writer(3)) {
        Thread producer =
            new Thread(
                () -> {
                  try (writer) {
                    writer.awaitReaders(Set.of("every"), TestPipeline.SOON_NS);
                    Frames.publish(writer, 1);
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
        producer.start();
        try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
          assertEquals(numbers(1, 1), Readers.drain(reader));
          assertEquals(ReaderState.ENDED, reader.state());
        }
        producer.join();
      }
    }
  }

  @Test
  void whatIsPublishedAfterTheEndIsDiscarded() throws Exception {
    StreamWriter writer = pipeline.writer(3);
    try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      FrameClaim claim = writer.claim(Frames.LENGTH);
      FrameClaim other = writer.claim(Frames.LENGTH);
      writer.cancel();
      assertNull(writer.claim(Frames.LENGTH));
      assertEquals(1, Frames.fill(claim, 1).publish());
      writer.close();
      assertEquals(0, Frames.fill(other, 2).publish());
      assertEquals(numbers(1, 1), Readers.drain(reader));
      assertNull(writer.claim(Frames.LENGTH));
      assertEquals(0, writer.dropped());
      assertEquals(1, writer.epoch());
    }
  }

  @Test
  void wakeupEndsOneWait() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      reader.wakeup();
      assertNull(reader.await(TestPipeline.PATIENT_NS));
      assertNull(reader.await(1_000_000));
      Thread waker = new Thread(reader::wakeup);
      waker.start();
      assertNull(reader.await(TestPipeline.PATIENT_NS));
      waker.join();
      Frames.publish(writer, 1);
      assertEquals(1, Readers.take(reader));
    }
  }

  @Test
  void anInterruptedReaderIsToldSo() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedIOException.class, () -> reader.await(TestPipeline.PATIENT_NS));
      assertTrue(Thread.interrupted());
      Frames.publish(writer, 1);
      assertEquals(1, Readers.take(reader));
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void spinningAndNappingReadersSeeAllAndTheEnd(boolean spin, boolean nap) throws Exception {
    ReaderOptions options =
        ReaderOptions.of("reader", ReaderPolicy.EVERY).withSpin(spin).withNap(nap);
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = StreamReader.connect(pipeline.directory(), "s", options)) {
      Thread producer = producer(writer, 200);
      assertEquals(numbers(1, 200), Readers.drain(reader));
      producer.join();
    }
  }

  @Test
  void awaitReadersNamesTheMissing() throws Exception {
    try (StreamWriter writer = pipeline.writer(3)) {
      assertEquals(Set.of("a", "b"), writer.awaitReaders(Set.of("a", "b"), 1));
      pipeline.reader("a", ReaderPolicy.LATEST).close();
      assertEquals(Set.of("b"), writer.awaitReaders(Set.of("a", "b"), 1));
      assertFalse(writer.awaitReaders(Set.of("a"), 1).contains("a"));
    }
  }

  @Test
  void aStreamWithoutWriterIsAClearError() {
    ReaderOptions options =
        ReaderOptions.of("r", ReaderPolicy.EVERY).withConnectTimeoutNs(30_000_000);
    ChannelException e =
        assertThrows(
            ChannelException.class, () -> StreamReader.connect(pipeline.directory(), "s", options));
    assertTrue(e.getMessage().contains("stream 's' of pipeline 'p' has no writer"));
  }

  @Test
  void aSecondWriterIsRefused() throws Exception {
    try (StreamWriter writer = pipeline.writer(3)) {
      ChannelException e = assertThrows(ChannelException.class, () -> pipeline.writer(3));
      assertTrue(e.getMessage().contains("already has a writer"), e.getMessage());
      assertEquals(1, Frames.publish(writer, 1));
    }
    pipeline.writer(3).close();
  }
}
