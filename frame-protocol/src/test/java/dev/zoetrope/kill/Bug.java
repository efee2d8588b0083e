package dev.zoetrope.kill;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StaleFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.concurrent.AtomicBuffer;

/** A bug that a victim has, so that it is seen whether the matrix would find it. */
enum Bug {
  /** As it ships. */
  NONE,
  /** A writer publishes a frame before its second half is written. */
  TORN,
  /** A writer moves the cursor when it has only claimed the slot. */
  EARLY_CURSOR,
  /** A reader that releases its own pin clears everybody's. */
  GREEDY;

  private static final int CURSOR_MOVES_AT = 12;

  /**
   * Does what is wrong.
   *
   * @param point where the victim is
   * @param visit how often it was there, this time included
   */
  void at(ProtocolPoint point, int visit, PipelineDirectory directory) {
    try {
      if (this == GREEDY && point == ProtocolPoint.RELEASE_CHOSEN) {
        clearAllPins(directory);
      } else if (this == EARLY_CURSOR
          && point == ProtocolPoint.CLAIMED
          && visit == CURSOR_MOVES_AT) {
        moveCursor(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void clearAllPins(PipelineDirectory directory) throws IOException {
    Epoch epoch = newest(directory);
    AtomicBuffer control = epoch.control().buffer();
    for (int slot = 0; slot < epoch.control().slotCount(); slot++) {
      int offset = ControlDescriptor.slotWordOffset(slot);
      long word = control.getLongVolatile(offset);
      long unpinned = SlotWord.of(SlotWord.state(word), 0, SlotWord.generation(word));
      control.compareAndSetLong(offset, word, unpinned);
    }
    epoch.release();
  }

  private static void moveCursor(PipelineDirectory directory) throws IOException {
    Epoch epoch = newest(directory);
    epoch.control().increment(ControlDescriptor.CURSOR, 1);
    epoch.release();
  }

  private static Epoch newest(PipelineDirectory directory) throws IOException {
    return Epoch.openForReader(directory, "s", StaleFiles.newestEpoch(directory, "s"));
  }
}
