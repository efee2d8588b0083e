package dev.zoetrope.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.ControlRegion;
import org.junit.jupiter.api.Test;

/** What the slot protocol promises, whatever memory it runs on. */
abstract class SlotProtocolContract {
  private static final int NONE = SlotWriter.NONE;

  /** The writer's and the readers' sight of one fresh region. */
  record Sights(ControlRegion writer, ControlRegion reader) {}

  /** A fresh region. */
  abstract Sights sights(int slots) throws Exception;

  private ControlRegion shared;
  private SlotWriter writer;

  private void start(int slots) throws Exception {
    Sights sights = sights(slots);
    shared = sights.reader();
    writer = new SlotWriter(sights.writer());
  }

  private SlotReader join(int cell, ReaderPolicy policy) {
    writer.join(cell, policy.token(), policy.code(), 0);
    return new SlotReader(shared, cell, policy);
  }

  private long publish() {
    int slot = writer.claim();
    assertNotEquals(NONE, slot, "no slot");
    return writer.publish(slot);
  }

  private static void takeAndRelease(SlotReader reader, long expected) {
    int slot = reader.next();
    assertNotEquals(NONE, slot);
    assertEquals(expected, reader.consumed());
    assertTrue(reader.release(slot, expected));
  }

  @Test
  void everySeesAllInOrderAndHoldsTheWriterBack() throws Exception {
    start(3);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    publish();
    publish();
    publish();
    assertEquals(NONE, writer.claim());
    takeAndRelease(reader, 1);
    assertEquals(4, publish());
    assertEquals(NONE, writer.claim());
    takeAndRelease(reader, 2);
    takeAndRelease(reader, 3);
    takeAndRelease(reader, 4);
    assertEquals(NONE, reader.next());
    assertAccounted(reader);
  }

  @Test
  void unreadIsWhatTheSlowestReaderHasStillToTake() throws Exception {
    start(4);
    publish();
    assertEquals(0, writer.unreadCount());
    SlotReader slow = join(0, ReaderPolicy.EVERY);
    SlotReader quick = join(1, ReaderPolicy.EVERY);
    publish();
    publish();
    publish();
    quick.next();
    assertEquals(3, writer.unreadCount());
    slow.next();
    assertEquals(1, slow.heldCount());
    int slot = slow.next();
    assertEquals(2, slow.heldCount());
    assertTrue(slow.release(slot, 3));
    assertEquals(1, slow.heldCount());
    assertEquals(2, writer.unreadCount());
    quick.finish();
    assertEquals(1, writer.unreadCount());
    slow.cell().consumedVolatile(-1);
    assertEquals(4, writer.unreadCount());
    slow.cell().consumedVolatile(Long.MIN_VALUE);
    assertTrue(writer.unreadCount() >= 0 && writer.unreadCount() <= 4);
    slow.finish();
    assertEquals(0, writer.unreadCount());
  }

  @Test
  void consumedButPinnedIsNotClaimed() throws Exception {
    start(2);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    publish();
    int pinned = reader.next();
    publish();
    assertEquals(NONE, writer.claim());
    assertTrue(reader.release(pinned, 1));
    assertEquals(pinned, writer.claim());
  }

  @Test
  void latestSkipsAndCounts() throws Exception {
    start(3);
    SlotReader reader = join(3, ReaderPolicy.LATEST);
    for (int i = 0; i < 10; i++) {
      publish();
    }
    takeAndRelease(reader, 10);
    assertEquals(9, reader.cell().counter(ReaderCellDescriptor.SKIPPED_STALE));
    assertEquals(NONE, reader.next());
    assertAccounted(reader);
  }

  @Test
  void latestWhoseFrameIsBeingOverwrittenWaitsForTheNext() throws Exception {
    start(2);
    SlotReader holder = join(0, ReaderPolicy.LATEST);
    SlotReader reader = join(1, ReaderPolicy.LATEST);
    publish();
    int pinned = holder.next();
    publish();
    int slot = writer.claim();
    assertNotEquals(pinned, slot);
    assertEquals(NONE, reader.next());
    assertEquals(2, reader.cell().counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN));
    writer.publish(slot);
    takeAndRelease(reader, 3);
    assertAccounted(reader);
  }

  @Test
  void leakySeesWhatLastsInOrder() throws Exception {
    start(4);
    SlotReader reader = join(1, ReaderPolicy.LEAKY);
    for (int i = 0; i < 10; i++) {
      publish();
    }
    for (long sequence = 7; sequence <= 10; sequence++) {
      takeAndRelease(reader, sequence);
    }
    assertEquals(6, reader.cell().counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN));
    assertEquals(NONE, reader.next());
    assertAccounted(reader);
  }

  @Test
  void abortedClaimIsNeverSeen() throws Exception {
    start(2);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    int aborted = writer.claim();
    writer.abort(aborted);
    assertEquals(NONE, reader.next());
    assertEquals(1, publish());
    takeAndRelease(reader, 1);
  }

  @Test
  void whatIsKeptIsReadAndNotClaimed() throws Exception {
    start(3);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    int reference = writer.claim();
    writer.keep(reference);
    assertEquals(1, writer.publish(reference));
    takeAndRelease(reader, 1);
    for (long sequence = 2; sequence <= 6; sequence++) {
      int slot = writer.claim();
      assertNotEquals(reference, slot);
      writer.publish(slot);
      takeAndRelease(reader, sequence);
    }
    assertEquals(1, writer.keptCount());
    writer.letGo(reference);
    assertEquals(reference, writer.claim());
    assertAccounted(reader);
  }

  @Test
  void whatIsKeptIsClaimedWhenItsLastReaderIsDoneToo() throws Exception {
    start(2);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    int slot = writer.claim();
    writer.keep(slot);
    writer.publish(slot);
    assertEquals(slot, reader.next());
    writer.letGo(slot);
    int other = writer.claim();
    assertNotEquals(slot, other);
    assertEquals(NONE, writer.claim());
    assertTrue(reader.release(slot, 1));
    assertEquals(slot, writer.claim());
  }

  @Test
  void whatIsLetGoUnpublishedIsNeverSeen() throws Exception {
    start(2);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    int slot = writer.claim();
    writer.keep(slot);
    writer.letGo(slot);
    assertEquals(NONE, reader.next());
    assertEquals(0, writer.keptCount());
    assertEquals(slot, writer.claim());
  }

  @Test
  void openClaimsArePublishedInAnyOrder() throws Exception {
    start(3);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    int first = writer.claim();
    int second = writer.claim();
    int third = writer.claim();
    assertEquals(NONE, writer.claim());
    assertEquals(1, writer.publish(third));
    assertEquals(2, writer.publish(first));
    assertEquals(third, reader.next());
    assertEquals(first, reader.next());
    writer.abort(second);
    assertEquals(NONE, reader.next());
  }

  @Test
  void releaseIsIdempotentAndGenerationChecked() throws Exception {
    start(2);
    SlotReader reader = join(0, ReaderPolicy.LATEST);
    publish();
    int slot = reader.next();
    assertFalse(reader.release(slot, 2));
    assertTrue(reader.release(slot, 1));
    assertFalse(reader.release(slot, 1));
    assertEquals(2, reader.cell().counter(ReaderCellDescriptor.STALE_RELEASES));
    assertEquals(1, reader.cell().counter(ReaderCellDescriptor.RELEASED));
  }

  @Test
  void whoJoinsMidStreamStartsAfterTheCursor() throws Exception {
    start(3);
    for (int i = 0; i < 5; i++) {
      publish();
    }
    SlotReader reader = join(14, ReaderPolicy.EVERY);
    assertEquals(NONE, reader.next());
    assertEquals(6, publish());
    takeAndRelease(reader, 6);
    assertAccounted(reader);
  }

  @Test
  void leavingClearsPinsAndWaitsForNobody() throws Exception {
    start(2);
    SlotReader reader = join(5, ReaderPolicy.EVERY);
    publish();
    reader.next();
    publish();
    assertEquals(NONE, writer.claim());
    assertTrue(writer.isBlocking(5));
    writer.leave(5);
    assertFalse(writer.isBlocking(5));
    publish();
    publish();
    assertEquals(ControlDescriptor.GRANT_EMPTY, writer.cell(5).grantStateVolatile());
  }

  @Test
  void evictionHonoursPinsAndExplainsTheGap() throws Exception {
    start(2);
    SlotReader reader = join(2, ReaderPolicy.EVERY);
    publish();
    int pinned = reader.next();
    publish();
    writer.evict(2);
    for (int i = 0; i < 5; i++) {
      assertNotEquals(pinned, writer.claim());
      writer.publish(1 - pinned);
    }
    assertEquals(NONE, reader.next());
    assertTrue(reader.isEvicted());
    assertTrue(reader.release(pinned, 1));
    assertEquals(pinned, writer.claim());
  }

  @Test
  void allPinsOfOneFrameMustGo() throws Exception {
    start(2);
    SlotReader[] readers = new SlotReader[ControlDescriptor.MAX_READERS];
    for (int i = 0; i < readers.length; i++) {
      readers[i] = join(i, ReaderPolicy.LATEST);
    }
    publish();
    int slot = 0;
    for (SlotReader reader : readers) {
      slot = reader.next();
    }
    publish();
    for (int i = 0; i < readers.length; i++) {
      assertEquals(1 - slot, writer.claim());
      writer.publish(1 - slot);
      assertTrue(readers[i].release(slot, 1));
    }
    assertEquals(slot, writer.claim());
  }

  @Test
  void aCursorThatGoesBackwardsIsCorrupt() throws Exception {
    start(3);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    publish();
    takeAndRelease(reader, 1);
    shared.buffer().putLong(ControlDescriptor.CURSOR, 0);
    assertThrows(CorruptRegionException.class, reader::next);
  }

  @Test
  void aRingEntryBeyondTheSlotsIsCorrupt() throws Exception {
    start(3);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    publish();
    shared.buffer().putLong(ControlDescriptor.ringOffset(1), ControlDescriptor.ringEntry(1, 3));
    assertThrows(CorruptRegionException.class, reader::next);
  }

  @Test
  void aFrameMissingWithoutEvictionIsCorrupt() throws Exception {
    start(3);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    publish();
    shared.buffer().putLong(ControlDescriptor.ringOffset(1), 0);
    assertThrows(CorruptRegionException.class, reader::next);
  }

  @Test
  void aWordThatIsNoStateIsNeverClaimed() throws Exception {
    start(2);
    for (int state : new int[] {0, 4, 255}) {
      shared.buffer().putLong(ControlDescriptor.slotWordOffset(0), SlotWord.of(state, 0, 0));
      int slot = writer.claim();
      assertEquals(1, slot);
      writer.abort(slot);
    }
  }

  @Test
  void aFullRingWorks() throws Exception {
    start(ControlDescriptor.MAX_SLOTS);
    SlotReader reader = join(0, ReaderPolicy.EVERY);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < ControlDescriptor.MAX_SLOTS; i++) {
        publish();
      }
      assertEquals(NONE, writer.claim());
      for (int i = 1; i <= ControlDescriptor.MAX_SLOTS; i++) {
        takeAndRelease(reader, (long) round * ControlDescriptor.MAX_SLOTS + i);
      }
    }
    assertAccounted(reader);
  }

  @Test
  void randomWalksKeepEveryInvariant() throws Exception {
    for (long seed = 1; seed <= 40; seed++) {
      int slots = 2 + (int) (seed % 5);
      Sights sights = sights(slots);
      new SlotWalk(sights.writer(), sights.reader(), slots, seed).run(3000);
    }
  }

  static void assertAccounted(SlotReader reader) {
    long gone = reader.consumed() - reader.cell().joinCursor();
    long counted =
        reader.cell().counter(ReaderCellDescriptor.DELIVERED)
            + reader.cell().counter(ReaderCellDescriptor.SKIPPED_STALE)
            + reader.cell().counter(ReaderCellDescriptor.SKIPPED_OVERWRITTEN)
            + reader.cell().counter(ReaderCellDescriptor.SKIPPED_CORRUPT);
    assertEquals(gone, counted);
    assertEquals(reader.consumed(), reader.cell().consumedAcquire());
  }
}
