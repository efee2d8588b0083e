package dev.zoetrope.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.PressurePolicy;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.region.StreamLock;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.ChildProcess;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Observers see every counter, and nobody sees them. */
class StreamObserverTest {
  private static final long LATE_NS = 300_000_000L;

  private final TestPipeline pipeline = new TestPipeline();
  private final StreamObserver observer = new StreamObserver(pipeline.directory(), "s");

  @AfterEach
  void close() throws IOException {
    observer.close();
    pipeline.close();
  }

  private StreamSnapshot snapshot() throws IOException {
    return observer.snapshot().orElseThrow();
  }

  @Test
  void countersAreSeenAndNobodyIsRegistered() throws Exception {
    assertEquals(Optional.empty(), observer.snapshot());
    try (StreamWriter writer = pipeline.writer(2, PressurePolicy.DROP, TestPipeline.PATIENT_NS);
        StreamReader every = pipeline.reader("encoder", ReaderPolicy.EVERY);
        StreamReader latest = pipeline.reader("display", ReaderPolicy.LATEST)) {
      for (int i = 1; i <= 5; i++) {
        Frames.publish(writer, i);
      }
      Readers.take(every);
      Readers.take(latest);
      StreamSnapshot seen = snapshot();
      assertEquals(2, writer.readerCount());
      assertEquals(2, seen.published());
      assertEquals(3, seen.dropped());
      assertEquals(ControlDescriptor.STATE_LIVE, seen.writerState());
      assertTrue(seen.heartbeatAgeNs() < TestPipeline.SOON_NS);
      ReaderSnapshot encoder = seen.readers().get(0);
      assertEquals("encoder", encoder.name());
      assertEquals(1, encoder.delivered());
      assertEquals(3, encoder.causedDrops());
      assertEquals(2_000_000, encoder.mediaTimeNs());
      ReaderSnapshot display = seen.readers().get(1);
      assertEquals(1, display.delivered());
      assertEquals(1, display.skipped());
    }
    assertEquals(ControlDescriptor.STATE_ENDED, snapshot().writerState());
  }

  @Test
  void epochsAndRestartsAreFollowed() throws Exception {
    try (StreamWriter writer = pipeline.writer(2)) {
      Frames.publish(writer, 1);
      assertEquals(1, snapshot().epoch());
      for (int i = 2; i <= 5; i++) {
        Frames.publish(writer, i, (long) Frames.LENGTH * i);
      }
      assertEquals(5, snapshot().epoch());
      assertEquals(5, snapshot().published());
    }
    assertEquals(ControlDescriptor.STATE_ENDED, snapshot().writerState());
    try (StreamWriter writer = pipeline.writer(2)) {
      Frames.publish(writer, 1);
      assertEquals(1, snapshot().epoch());
      assertEquals(ControlDescriptor.STATE_LIVE, snapshot().writerState());
    }
  }

  @Test
  void aDeadWriterIsToldFromOneThatIsStopped() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline)) {
      child.ask("writer 2");
      child.ask("publish 3");
      assertTrue(snapshot().isServed());
      child.signal("STOP");
      Await.until("the heartbeat is late", () -> snapshot().heartbeatAgeNs() > LATE_NS);
      assertTrue(snapshot().isServed(), "stopped, not dead");
      child.kill();
      assertTrue(snapshot().lost());
      assertFalse(snapshot().isServed());
      assertEquals(3, snapshot().published());
    }
    StaleFiles.removeDeadStreams(pipeline.directory());
    assertTrue(snapshot().lost(), "still, without its files");
    try (StreamWriter writer = pipeline.writer(2)) {
      Frames.publish(writer, 1);
      Await.until("another writer serves it", () -> snapshot().isServed());
    }
  }

  @Test
  void lookingForADeadWriterDisturbsNoneInThisProcess() throws Exception {
    try (StreamWriter writer = pipeline.writer(2)) {
      Frames.publish(writer, 1);
      assertTrue(StreamLock.isHeld(pipeline.directory(), "s"));
      try (ChildProcess child = new ChildProcess(pipeline)) {
        child.tell("writer 2");
        assertTrue(child.endsItself(), "the lock is lost");
      }
    }
    assertFalse(StreamLock.isHeld(pipeline.directory(), "s"));
  }

  @Test
  void theSuccessorOfADeadWriterIsFound() throws Exception {
    try (ChildProcess child = new ChildProcess(pipeline)) {
      child.ask("writer 2");
      child.ask("publish 3");
      assertEquals(3, snapshot().published());
      child.kill();
    }
    try (StreamWriter writer = pipeline.writer(2)) {
      Frames.publish(writer, 1);
      Await.until("the new epoch is seen", () -> snapshot().epoch() == writer.epoch());
      assertEquals(1, snapshot().published());
    }
  }
}
