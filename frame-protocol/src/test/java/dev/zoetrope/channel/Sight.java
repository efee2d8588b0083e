package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.FrameHeader;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.region.ControlRegion;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.ReaderCell;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;

/** What is in the memory of one epoch, and which words of it changed since the last look. */
final class Sight {
  private final Epoch epoch;
  private final AtomicBuffer control;
  private final ByteBuffer live;
  private final ByteBuffer before;
  private final FrameHeader[] headers;
  private final DirectBuffer[] payloads;

  /** Told of each word that changed. */
  @FunctionalInterface
  interface Change {
    void accept(int offset, long before, long now);
  }

  /** Takes over the caller's reference to the epoch. */
  Sight(Epoch epoch) {
    this.epoch = epoch;
    this.control = epoch.control().buffer();
    this.live = control.byteBuffer().duplicate().clear().limit(ControlDescriptor.LENGTH);
    this.before =
        ByteBuffer.allocate(ControlDescriptor.LENGTH).order(ByteOrder.LITTLE_ENDIAN).put(live);
    live.rewind();
    before.rewind();
    int slots = epoch.control().slotCount();
    headers = new FrameHeader[slots];
    payloads = new DirectBuffer[slots];
    for (int slot = 0; slot < slots; slot++) {
      headers[slot] = new FrameHeader(epoch.slot(slot), 0);
      payloads[slot] = epoch.payloadBuffer(slot);
    }
  }

  long number() {
    return epoch.number();
  }

  ControlRegion region() {
    return epoch.control();
  }

  /** Tells what changed, in the order of offsets. */
  void changes(Change change) {
    int from = 0;
    while (true) {
      int at = live.position(from).mismatch(before.position(from));
      if (at < 0) {
        return;
      }
      int word = from + at & -Long.BYTES;
      long old = before.getLong(word);
      long now = control.getLong(word);
      before.putLong(word, now);
      change.accept(word, old, now);
      from = word + Long.BYTES;
    }
  }

  long cursor() {
    return control.getLong(ControlDescriptor.CURSOR);
  }

  int state() {
    return control.getInt(ControlDescriptor.WRITER_STATE);
  }

  long word(int slot) {
    return control.getLong(ControlDescriptor.slotWordOffset(slot));
  }

  long ring(long sequence) {
    return control.getLong(ControlDescriptor.ringOffset(sequence));
  }

  int slotCount() {
    return headers.length;
  }

  FrameHeader header(int slot) {
    return headers[slot];
  }

  DirectBuffer payload(int slot) {
    return payloads[slot];
  }

  ReaderCell cell(int reader) {
    return epoch.control().cell(reader);
  }

  int grant(int reader) {
    return control.getInt(ControlDescriptor.cellOffset(reader) + ReaderCellDescriptor.GRANT_STATE);
  }

  /** The slot that holds a frame, -1 when none does. */
  int slotOf(long sequence) {
    for (int slot = 0; slot < headers.length; slot++) {
      long word = word(slot);
      if (SlotWord.state(word) == SlotWord.READY && SlotWord.generation(word) == sequence) {
        return slot;
      }
    }
    return -1;
  }

  int countWriting() {
    int writing = 0;
    for (int slot = 0; slot < headers.length; slot++) {
      writing += SlotWord.state(word(slot)) == SlotWord.WRITING ? 1 : 0;
    }
    return writing;
  }

  void close() {
    epoch.release();
  }
}
