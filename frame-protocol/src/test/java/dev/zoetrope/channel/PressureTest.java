package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.stats.StreamObserver;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slow and stuck readers: waiting, dropping, evicting, and new epochs. */
class PressureTest {
  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  private static CompletableFuture<Long> publishAsync(StreamWriter writer, long number) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Frames.publish(writer, number);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static long get(CompletableFuture<Long> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }

  @Test
  void waitBlocksUntilASlotIsReleased() throws Exception {
    try (StreamWriter writer = pipeline.writer(2);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      CompletableFuture<Long> third = publishAsync(writer, 3);
      FrameLease first = reader.poll();
      assertNotNull(first);
      assertNull(third.getNow(null));
      first.close();
      assertEquals(3, get(third));
      assertEquals(2, Readers.take(reader));
      assertEquals(3, Readers.take(reader));
      Readers.assertAccounted(reader);
    }
  }

  @Test
  void dropCountsAgainstTheCulprit() throws Exception {
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.DROP, TestPipeline.PATIENT_NS);
        StreamReader slow = pipeline.reader("slow", ReaderPolicy.EVERY);
        StreamReader quick = pipeline.reader("quick", ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      assertEquals(1, Readers.take(quick));
      assertEquals(2, Readers.take(quick));
      for (int i = 3; i <= 7; i++) {
        assertEquals(0, Frames.publish(writer, i));
      }
      assertEquals(5, writer.dropped());
      assertEquals(5, slow.counter(ReaderCellDescriptor.CAUSED_DROPS));
      assertEquals(0, quick.counter(ReaderCellDescriptor.CAUSED_DROPS));
      assertEquals(1, Readers.take(slow));
      assertEquals(3, Frames.publish(writer, 8));
      Readers.assertAccounted(slow);
    }
  }

  @Test
  void catchUpWaitsForAWhileAndThenDrops() throws Exception {
    try (StreamWriter writer =
            pipeline.writer(2, PressurePolicy.CATCH_UP, TestPipeline.PATIENT_NS);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      assertFalse(writer.isCatchingUp());
      CompletableFuture<Long> third = publishAsync(writer, 3);
      Await.until("the third waits", writer::isCatchingUp);
      assertFalse(third.isDone());
      assertEquals(1, Readers.take(reader));
      assertEquals(3, get(third));
      assertEquals(0, writer.dropped());
      assertEquals(0, get(publishAsync(writer, 4)));
      assertEquals(1, writer.dropped());
      assertEquals(1, reader.counter(ReaderCellDescriptor.CAUSED_DROPS));
      assertFalse(writer.isCatchingUp());
      assertEquals(0, Frames.publish(writer, 5));
      assertEquals(2, Readers.take(reader));
      assertEquals(4, Frames.publish(writer, 6));
      Readers.assertAccounted(reader);
    }
  }

  @Test
  void whoStallsIsEvictedAndItsPinHonoured() throws Exception {
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS);
        StreamReader stuck = pipeline.reader("stuck", ReaderPolicy.EVERY);
        StreamReader other = pipeline.reader("other", ReaderPolicy.LATEST)) {
      Frames.publish(writer, 1);
      FrameLease pinned = stuck.poll();
      for (int i = 2; i <= 20; i++) {
        assertTrue(Frames.publish(writer, i) > 0);
      }
      assertEquals(1, Frames.check(pinned));
      assertEquals(20, Readers.take(other));
      assertNull(stuck.await(TestPipeline.SOON_NS));
      assertEquals(ReaderState.EVICTED, stuck.state());
      assertEquals(1, Frames.check(pinned));
      assertEquals(ReaderState.LIVE, other.state());
      pinned.close();
    }
  }

  @Test
  void pinsOfTheEvictedOnEverySlotMeanANewEpoch() throws Exception {
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS);
        StreamReader stuck = pipeline.reader("stuck", ReaderPolicy.EVERY);
        StreamReader other = pipeline.reader("other", ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      FrameLease first = stuck.poll();
      FrameLease second = stuck.poll();
      assertEquals(1, Readers.take(other));
      assertEquals(2, Readers.take(other));
      assertEquals(1, Frames.publish(writer, 3));
      assertEquals(2, writer.epoch());
      assertEquals(3, Readers.take(other));
      assertEquals(2, other.epoch());
      Readers.assertAccounted(other);
      assertNull(stuck.await(TestPipeline.SOON_NS));
      assertEquals(ReaderState.EVICTED, stuck.state());
      assertEquals(1, Frames.check(first));
      assertEquals(2, Frames.check(second));
      first.close();
      second.close();
      Await.until("the old epoch is gone", () -> !pipeline.files().contains("s.1.control"));
    }
  }

  @Test
  void aPausedLatestReaderIsNotEvictedWhileOthersGoOn() throws Exception {
    try (StreamWriter writer = pipeline.writer(3, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS);
        StreamReader encoder = pipeline.reader("encoder", ReaderPolicy.EVERY);
        StreamReader paused = pipeline.reader("paused", ReaderPolicy.LATEST)) {
      Frames.publish(writer, 1);
      FrameLease held = paused.poll();
      assertEquals(1, Readers.take(encoder));
      long end = System.nanoTime() + 3 * TestPipeline.IMPATIENT_NS;
      for (long number = 2; System.nanoTime() < end; number += 2) {
        Frames.publish(writer, number);
        Frames.publish(writer, number + 1);
        CompletableFuture<Long> waits = publishAsync(writer, number + 2);
        assertEquals(number, Readers.take(encoder));
        assertEquals(number + 1, Readers.take(encoder));
        get(waits);
        assertEquals(number + 2, Readers.take(encoder));
        number++;
      }
      assertEquals(1, Frames.check(held));
      assertNotNull(held);
      held.close();
      assertTrue(Readers.take(paused) > 2);
      assertEquals(ReaderState.LIVE, paused.state());
    }
  }

  @Test
  void dropEvictsTooAndGoesOn() throws Exception {
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.DROP, TestPipeline.IMPATIENT_NS);
        StreamReader stuck = pipeline.reader("stuck", ReaderPolicy.EVERY)) {
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      Await.until("a frame is published again", () -> Frames.publish(writer, 3) > 0);
      assertTrue(writer.dropped() > 0);
      assertEquals(List.of(), Readers.drain(stuck));
      assertEquals(ReaderState.EVICTED, stuck.state());
    }
  }

  /** An open claim keeps the writer in the epoch, so that the state tells nothing. */
  @Test
  void whoWasEvictedDoesNotSleepAlthoughTheBellIsRead() throws Exception {
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.DROP, TestPipeline.IMPATIENT_NS);
        StreamReader stuck = pipeline.reader("stuck", ReaderPolicy.EVERY);
        StreamObserver observer = new StreamObserver(pipeline.directory(), "s")) {
      Frames.publish(writer, 1);
      FrameLease pinned = stuck.poll();
      FrameClaim open = writer.claim(Frames.LENGTH);
      Await.until(
          "the reader is evicted",
          () ->
              writer.claim(Frames.LENGTH) == null
                  && observer.snapshot().orElseThrow().evictions() == 1);
      stuck.client().drain();
      assertFalse(stuck.sayAsleep());
      stuck.sayAwake();
      assertNull(stuck.poll());
      assertEquals(ReaderState.EVICTED, stuck.state());
      pinned.close();
      open.close();
    }
  }

  @Test
  void claimsOfOneThreadForEverySlotAreAnError() throws Exception {
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.WAIT, TestPipeline.IMPATIENT_NS)) {
      List<FrameClaim> claims = new ArrayList<>();
      claims.add(writer.claim(Frames.LENGTH));
      claims.add(writer.claim(Frames.LENGTH));
      assertThrows(IllegalStateException.class, () -> writer.claim(Frames.LENGTH));
      claims.forEach(FrameClaim::close);
      assertTrue(Frames.publish(writer, 1) > 0);
    }
  }

  @Test
  void anInterruptedWriterIsToldSoAndGoesOn() throws Exception {
    try (StreamWriter writer = pipeline.writer(2);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      Thread.currentThread().interrupt();
      Frames.publish(writer, 1);
      Frames.publish(writer, 2);
      assertThrows(InterruptedIOException.class, () -> Frames.publish(writer, 3));
      assertTrue(Thread.interrupted());
      assertEquals(1, Readers.take(reader));
      assertEquals(3, Frames.publish(writer, 3));
    }
  }

  @Test
  void closingWakesAWaitingClaim() throws Exception {
    try (StreamReader reader = waitingClaim()) {
      assertEquals(List.of(1L, 2L), Readers.drain(reader));
    }
  }

  private StreamReader waitingClaim() throws Exception {
    StreamWriter writer = pipeline.writer(2);
    StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
    Frames.publish(writer, 1);
    Frames.publish(writer, 2);
    CompletableFuture<Long> third = publishAsync(writer, 3);
    writer.close();
    assertEquals(0, get(third));
    return reader;
  }

  @Test
  void framesThatNoEpochCanHoldAreRefused() throws Exception {
    try (StreamWriter writer = pipeline.writer(2)) {
      assertThrows(IllegalArgumentException.class, () -> writer.claim(-1));
      assertThrows(IllegalArgumentException.class, () -> writer.claim(1L << 32));
      assertEquals(1, Frames.publish(writer, 1));
    }
  }
}
