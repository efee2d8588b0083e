package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.region.EpochSpec;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.Readers;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slots that stay the writer's after they are published. */
class FrameHoldTest {
  private final TestPipeline pipeline = new TestPipeline();

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertEquals(List.of(), pipeline.files());
    pipeline.close();
  }

  private StreamWriter writer(int slots, int kept, PressurePolicy pressure) throws IOException {
    EpochSpec spec = new EpochSpec(StreamKind.VIDEO, slots, Frames.LENGTH, -1, 30, 1, false, kept);
    return StreamWriter.open(pipeline.directory(), "s", spec, pressure, TestPipeline.PATIENT_NS);
  }

  private static UnsafeBuffer payload(FrameHold hold) {
    return new UnsafeBuffer(hold.payloadAddress(), Frames.LENGTH);
  }

  private static FrameHold fill(FrameHold hold, long number) {
    Frames.describe(hold.header(), number);
    Frames.fill(payload(hold), number);
    return hold;
  }

  @Test
  void whatIsPublishedStaysUntilItIsLetGo() throws Exception {
    try (StreamWriter writer = writer(3, 1, PressurePolicy.WAIT);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
        FrameHold reference = fill(writer.hold(Frames.LENGTH), 1)) {
      assertEquals(1, reference.publish());
      for (long number = 2; number <= 9; number++) {
        assertEquals(number - 1, Readers.take(reader));
        Frames.publish(writer, number);
      }
      assertEquals(9, Readers.take(reader));
      Frames.check(payload(reference), 1);
      assertFalse(reference.isPublishable());
      assertEquals(0, reference.publish());
    }
  }

  @Test
  void forWantOfSlotsToKeepNobodyWaits() throws Exception {
    try (StreamWriter writer = writer(4, 2, PressurePolicy.WAIT);
        FrameHold first = writer.hold(Frames.LENGTH);
        FrameHold second = writer.hold(Frames.LENGTH)) {
      assertNotEquals(first.payloadAddress(), second.payloadAddress());
      assertNull(writer.hold(Frames.LENGTH));
      assertEquals(1, Frames.publish(writer, 1));
      second.close();
      second.close();
      assertEquals(second.payloadAddress(), next(writer));
    }
  }

  private static long next(StreamWriter writer) throws IOException {
    try (FrameHold hold = writer.hold(Frames.LENGTH)) {
      return hold.payloadAddress();
    }
  }

  @Test
  void forReadersItWaits() throws Exception {
    try (StreamWriter writer = writer(3, 1, PressurePolicy.WAIT);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      for (int i = 1; i <= 3; i++) {
        Frames.publish(writer, i);
      }
      CompletableFuture<FrameHold> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return writer.hold(Frames.LENGTH);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      FrameLease first = reader.poll();
      assertNull(waiting.getNow(null));
      first.close();
      try (FrameHold hold = waiting.get(20, TimeUnit.SECONDS)) {
        assertTrue(hold.isPublishable());
      }
    }
  }

  @Test
  void aWriterThatDropsNeitherWaitsNorCountsIt() throws Exception {
    try (StreamWriter writer = writer(3, 1, PressurePolicy.DROP);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      for (int i = 1; i <= 3; i++) {
        Frames.publish(writer, i);
      }
      assertNull(writer.hold(Frames.LENGTH));
      assertEquals(0, writer.dropped());
      assertEquals(1, Readers.take(reader));
      try (FrameHold hold = writer.hold(Frames.LENGTH)) {
        assertNotNull(hold);
      }
    }
  }

  @Test
  void aNewEpochLeavesItToBeReadOnly() throws Exception {
    try (StreamWriter writer = writer(3, 1, PressurePolicy.WAIT);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY);
        FrameHold old = fill(writer.hold(Frames.LENGTH), 1)) {
      try (FrameHold larger = writer.hold(Frames.LENGTH * 2L)) {
        assertEquals(2, writer.epoch());
        assertFalse(old.isPublishable());
        assertEquals(0, old.publish());
        Frames.check(payload(old), 1);
        assertEquals(1, fill(larger, 2).publish());
      }
      assertEquals(2, Readers.take(reader));
    }
  }

  @Test
  void itsMemoryOutlivesTheWriter() throws Exception {
    StreamWriter writer = writer(3, 1, PressurePolicy.WAIT);
    try (FrameHold hold = fill(writer.hold(Frames.LENGTH), 1)) {
      writer.close();
      assertFalse(hold.isPublishable());
      Frames.check(payload(hold), 1);
    }
  }

  @Test
  void readersKnowHowManySlotsAreTheirs() throws Exception {
    try (StreamWriter writer = writer(9, 6, PressurePolicy.WAIT);
        StreamReader reader = pipeline.reader(ReaderPolicy.EVERY)) {
      assertEquals(1, writer.epoch());
      assertEquals(3, reader.slotCount());
    }
  }
}
