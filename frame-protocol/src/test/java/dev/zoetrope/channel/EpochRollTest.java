package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that outgrow their slots go on in new epochs. */
class EpochRollTest {
  private static final long LARGER = Frames.LENGTH * 4L;

  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  private static List<Long> numbers(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  private static CompletableFuture<Void> closeAsync(StreamWriter writer) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            writer.close();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void aSlowEveryReaderDrainsAndFollows() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      for (int i = 1; i <= 3; i++) {
        Frames.publish(writer, i);
      }
      assertEquals(1, Frames.publish(writer, 4, LARGER));
      assertEquals(2, writer.epoch());
      assertEquals(1, reader.epoch());
      for (int i = 1; i <= 4; i++) {
        assertEquals(i, Readers.take(reader));
        Readers.assertAccounted(reader);
      }
      assertEquals(2, reader.epoch());
      assertEquals(3, reader.counter(ReaderCellDescriptor.PUBLISHED_BEFORE));
      assertEquals(4, reader.counter(ReaderCellDescriptor.DELIVERED));
      Await.until("the old files are gone", () -> !pipeline.files().contains("s.1.frames"));
      Frames.publish(writer, 5);
      assertEquals(5, Readers.take(reader));
    }
  }

  @Test
  void latestAndLeakyFollowToo() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        StreamReader latest = pipeline.reader(ReaderPolicy.LATEST);
        StreamReader leaky = pipeline.reader(ReaderPolicy.LEAKY)) {
      for (int i = 1; i <= 10; i++) {
        Frames.publish(writer, i);
      }
      Frames.publish(writer, 11, LARGER);
      CompletableFuture<Void> closed = closeAsync(writer);
      assertEquals(numbers(8, 11), Readers.drain(leaky));
      List<Long> newest = Readers.drain(latest);
      assertEquals(11, newest.get(newest.size() - 1));
      closed.get(20, TimeUnit.SECONDS);
      assertEquals(ReaderState.ENDED, latest.state());
    }
  }

  @Test
  void whoLeftIsNotWaitedForInEpochsItNeverSaw() throws Exception {
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.DROP, TestPipeline.PATIENT_NS);
        StreamReader reader = pipeline.reader(ReaderPolicy.LATEST)) {
      Frames.publish(writer, 1);
      FrameLease lease = reader.poll();
      for (int epoch = 2; epoch <= 5; epoch++) {
        assertEquals(1, Frames.publish(writer, epoch, (long) Frames.LENGTH * epoch));
      }
      reader.close();
      for (int epoch = 6; epoch <= 12; epoch++) {
        assertEquals(1, Frames.publish(writer, epoch, (long) Frames.LENGTH * epoch));
      }
      assertEquals(1, Frames.check(lease));
      lease.close();
    }
  }

  @Test
  void leasesOfAnOldEpochStayGood() throws Exception {
    try (StreamWriter writer = pipeline.writer(2);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      FrameLease lease = reader.poll();
      for (int epoch = 2; epoch <= 6; epoch++) {
        Frames.publish(writer, epoch, (long) Frames.LENGTH * epoch);
        assertEquals(epoch, Readers.take(reader));
      }
      assertEquals(1, Frames.check(lease));
      assertFalse(pipeline.files().contains("s.1.frames"));
      lease.close();
      Readers.assertAccounted(reader);
    }
  }

  @Test
  void theWriterEndsWhileReadersAreEpochsBehind() throws Exception {
    StreamWriter writer = pipeline.writer(2);
    try (StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      for (int i = 1; i <= 4; i++) {
        Frames.publish(writer, i, (long) Frames.LENGTH * i);
      }
      CompletableFuture<Void> closed = closeAsync(writer);
      assertEquals(1, Readers.take(reader));
      // Mapped ahead with the first look, so that the writer need not wait for the rest.
      closed.get(20, TimeUnit.SECONDS);
      assertEquals(List.of(), pipeline.files());
      assertEquals(numbers(2, 4), Readers.drain(reader));
      assertEquals(ReaderState.ENDED, reader.state());
    }
  }

  @Test
  void tooManyEpochsBehindHoldsTheWriterBack() throws Exception {
    try (StreamWriter writer = pipeline.writer(2);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      CompletableFuture<Void> producer =
          CompletableFuture.runAsync(
              () -> {
                try {
                  for (int i = 1; i <= 12; i++) {
                    Frames.publish(writer, i, (long) Frames.LENGTH * i);
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      Await.until("the writer is as far ahead as it may", () -> writer.epoch() == 5);
      for (int i = 1; i <= 12; i++) {
        assertEquals(i, Readers.take(reader));
      }
      producer.get(20, TimeUnit.SECONDS);
      Readers.assertAccounted(reader);
    }
  }

  @Test
  void aReaderThatClosesInAnOldEpochIsNotWaitedForInTheNext() throws Exception {
    try (StreamWriter writer = pipeline.writer(2)) {
      StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
      Frames.publish(writer, 1);
      FrameLease lease = reader.poll();
      Frames.publish(writer, 2, LARGER);
      reader.close();
      for (int i = 3; i <= 10; i++) {
        assertTrue(Frames.publish(writer, i) > 0);
      }
      assertEquals(1, Frames.check(lease));
      long start = System.nanoTime();
      writer.close();
      assertTrue(System.nanoTime() - start < TestPipeline.SOON_NS);
      lease.close();
    }
  }

  @Test
  void anOpenClaimForbidsANewEpoch() throws Exception {
    try (StreamWriter writer = pipeline.writer(3);
        FrameClaim open = writer.claim(Frames.LENGTH)) {
      assertThrows(IllegalStateException.class, () -> writer.claim(LARGER));
      assertEquals(1, Frames.fill(open, 1).publish());
      assertEquals(1, Frames.publish(writer, 2, LARGER));
    }
  }

  @Test
  void corruptSlotWordsEndInANewEpoch() throws Exception {
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Epoch vandal = Epoch.openForReader(pipeline.directory(), "s", 1);
      for (int slot = 0; slot < 2; slot++) {
        vandal.control().buffer().putLong(ControlDescriptor.slotWordOffset(slot), 0);
      }
      assertEquals(1, Frames.publish(writer, 1));
      assertEquals(2, writer.epoch());
      assertEquals(1, Readers.take(reader));
      vandal.release();
    }
  }

  @Test
  void anEpochThatLeadsBackIsCorrupt() throws Exception {
    try (StreamWriter writer = pipeline.writer(2);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Epoch vandal = Epoch.openForReader(pipeline.directory(), "s", 1);
      vandal.control().nextEpoch(1);
      vandal.control().writerStateVolatile(ControlDescriptor.STATE_SUPERSEDED);
      assertThrows(CorruptRegionException.class, reader::poll);
      vandal.control().writerStateVolatile(9);
      assertNull(reader.poll());
      assertThrows(CorruptRegionException.class, reader::state);
      vandal.release();
      assertEquals(1, writer.epoch());
    }
  }
}
