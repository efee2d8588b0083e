package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.FrameHeaderDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.StreamNames;
import dev.zoetrope.testing.Frames;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashSet;
import java.util.Set;

/**
 * What must hold in the files of a stream when its writer is dead, or between two of its steps:
 * every slot is accounted for, every pin has a living owner, every published frame is whole.
 */
final class RegionCheck {
  private final Epoch epoch;
  private final int mostWriting;

  private RegionCheck(Epoch epoch, int mostWriting) {
    this.epoch = epoch;
    this.mostWriting = mostWriting;
  }

  /**
   * Checks all epochs of stream {@code s} whose files are there.
   *
   * @param mostWriting slots that may be claimed, or ready without the cursor saying so
   * @return the highest epoch, 0 when there is none
   */
  static long check(TestPipeline pipeline, int mostWriting) throws IOException {
    long highest = 0;
    for (String file : pipeline.files()) {
      long number = file.endsWith(".control") ? StreamNames.epochOf("s", file) : 0;
      highest = Math.max(highest, number);
      if (number > 0) {
        check(pipeline, number, mostWriting);
      }
    }
    return highest;
  }

  private static void check(TestPipeline pipeline, long number, int mostWriting)
      throws IOException {
    Epoch epoch;
    try {
      epoch = Epoch.openForObserver(pipeline.directory(), "s", number);
    } catch (NoSuchFileException e) {
      return; // The writer frees superseded epochs at any time.
    }
    try {
      new RegionCheck(epoch, mostWriting).checkSlots();
    } finally {
      epoch.release();
    }
  }

  private void checkSlots() {
    ControlRegion control = epoch.control();
    long cursor = control.cursorAcquire();
    Set<Long> generations = new HashSet<>();
    int unfinished = 0;
    for (int slot = 0; slot < control.slotCount(); slot++) {
      long word = control.buffer().getLongVolatile(ControlDescriptor.slotWordOffset(slot));
      int state = SlotWord.state(word);
      long generation = SlotWord.generation(word);
      String what = "epoch " + epoch.number() + ", slot " + slot + ": ";
      checkPins(what, word);
      if (state == SlotWord.READY && generation <= cursor) {
        assertTrue(generations.add(generation), what + "a generation twice");
        checkWhole(what, slot, generation);
      } else {
        unfinished += state == SlotWord.FREE ? 0 : 1;
        assertNotEquals(0, state, what + "state");
        assertTrue(state <= SlotWord.READY && generation <= cursor + 1, what + "word");
      }
    }
    assertTrue(unfinished <= mostWriting, "slots that nobody fills: " + unfinished);
    assertTrue(cursor == 0 || generations.contains(cursor), "the newest frame is nowhere");
    long entry = control.buffer().getLongVolatile(ControlDescriptor.ringOffset(cursor));
    assertTrue(cursor == 0 || entry >>> 8 == cursor, "the ring does not lead to the newest frame");
  }

  private void checkPins(String what, long word) {
    int pins = SlotWord.pins(word);
    assertTrue(pins == 0 || SlotWord.state(word) == SlotWord.READY, what + "pinned, not READY");
    for (int reader = 0; reader < ControlDescriptor.MAX_READERS; reader++) {
      if ((word & SlotWord.pinBit(reader)) != 0) {
        int grant = epoch.control().cell(reader).grantStateVolatile();
        assertNotEquals(
            ControlDescriptor.GRANT_EMPTY, grant, what + "pinned by nobody, cell " + reader);
      }
    }
  }

  private void checkWhole(String what, int slot, long generation) {
    assertEquals(
        generation, epoch.slot(slot).getLong(FrameHeaderDescriptor.GENERATION), what + "header");
    Frames.check(epoch.payloadBuffer(slot), Numbered.number(epoch.number(), generation));
  }
}
