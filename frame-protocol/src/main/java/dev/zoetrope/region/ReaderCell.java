package dev.zoetrope.region;

import static dev.zoetrope.layout.ControlDescriptor.NAME_LENGTH;
import static dev.zoetrope.layout.ReaderCellDescriptor.*;

import dev.zoetrope.layout.ControlDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Typed access to one reader cell. The first half is the reader's to write, the second the
 * writer's.
 */
public final class ReaderCell {
  private final AtomicBuffer buffer;
  private final int offset;

  ReaderCell(AtomicBuffer buffer, int offset) {
    this.buffer = buffer;
    this.offset = offset;
  }

  /** Highest sequence that the reader took or skipped. */
  public long consumedAcquire() {
    return buffer.getLongAcquire(offset + CONSUMED);
  }

  /** As {@link #consumedAcquire}, but not before a volatile store that the caller made. */
  public long consumedVolatile() {
    return buffer.getLongVolatile(offset + CONSUMED);
  }

  /** Moves the consumed cursor, before the caller looks whether the writer waits. */
  public void consumedVolatile(long sequence) {
    buffer.putLongVolatile(offset + CONSUMED, sequence);
  }

  /** Moves the consumed cursor, after the pin. */
  public void consumedRelease(long sequence) {
    buffer.putLongRelease(offset + CONSUMED, sequence);
  }

  /** Odd while the reader sleeps. */
  public long sleepSequenceVolatile() {
    return buffer.getLongVolatile(offset + SLEEP_SEQUENCE);
  }

  /** Says that the reader sleeps (odd) or woke (even). */
  public void sleepSequenceVolatile(long value) {
    buffer.putLongVolatile(offset + SLEEP_SEQUENCE, value);
  }

  /** A counter of the reader's half, such as {@code DELIVERED}. */
  public long counter(int field) {
    return buffer.getLongOpaque(offset + field);
  }

  /** As {@link #counter(int)}, but not before a volatile store that the caller made. */
  public long counterVolatile(int field) {
    return buffer.getLongVolatile(offset + field);
  }

  /** Sets a counter that only the caller writes. */
  public void counter(int field, long value) {
    buffer.putLongOpaque(offset + field, value);
  }

  /** Adds to a counter that only the caller writes. */
  public void increment(int field, long by) {
    buffer.putLongOpaque(offset + field, buffer.getLongOpaque(offset + field) + by);
  }

  /** Adds to a counter that several threads of the one owning process may write. */
  public void incrementShared(int field) {
    buffer.getAndAddLong(offset + field, 1);
  }

  /** State of the grant. */
  public int grantStateVolatile() {
    return buffer.getIntVolatile(offset + GRANT_STATE);
  }

  /** Grants or withdraws. */
  public void grantStateVolatile(int state) {
    buffer.putIntVolatile(offset + GRANT_STATE, state);
  }

  /** Policy code of the grant. */
  public int policy() {
    return buffer.getInt(offset + POLICY);
  }

  /** The reader sees frames after this one. */
  public long joinCursor() {
    return buffer.getLong(offset + JOIN_CURSOR);
  }

  /** Name as the reader told it, printable whatever the cell holds. */
  public String name() {
    byte[] bytes = new byte[NAME_LENGTH];
    buffer.getBytes(offset + NAME, bytes);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    String name = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    return StreamNames.printable(name);
  }

  /** Process id as the reader told it. */
  public long pid() {
    return buffer.getLong(offset + PID);
  }

  /**
   * Prepares an unused cell for a reader; the caller makes it ACTIVE afterwards.
   *
   * @param name checked name
   * @param policy policy code
   * @param pid process id, informative
   * @param joinCursor the reader sees frames after this one
   */
  public void prepare(String name, int policy, long pid, long joinCursor) {
    buffer.setMemory(offset, LENGTH, (byte) 0);
    buffer.putInt(offset + GRANT_STATE, ControlDescriptor.GRANT_EMPTY);
    buffer.putInt(offset + POLICY, policy);
    buffer.putLong(offset + JOIN_CURSOR, joinCursor);
    buffer.putLong(offset + PID, pid);
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    buffer.putBytes(offset + NAME, ascii, 0, Math.min(ascii.length, NAME_LENGTH - 1));
    buffer.putLong(offset + CONSUMED, joinCursor);
  }

  /**
   * Carries this reader's grant into the next epoch, where the reader starts before the first
   * frame.
   *
   * @param next the same cell of the next epoch
   * @param publishedHere frames published in this epoch after the reader joined
   */
  public void carryTo(ReaderCell next, long publishedHere) {
    next.prepare(name(), policy(), pid(), 0);
    next.counter(PUBLISHED_BEFORE, counter(PUBLISHED_BEFORE) + publishedHere);
    next.counter(CAUSED_DROPS, counter(CAUSED_DROPS));
    next.grantStateVolatile(ControlDescriptor.GRANT_ACTIVE);
  }

  /**
   * Copies the cell to private memory, so that its counters can be read after the unmapping.
   *
   * @return the copy
   */
  public ReaderCell copy() {
    UnsafeBuffer bytes = new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH));
    buffer.getBytes(offset, bytes, 0, LENGTH);
    return new ReaderCell(bytes, 0);
  }

  /**
   * Copies the reader's own counters, so that they go on in the next epoch; the reader calls it.
   */
  public void carryCountersTo(ReaderCell next) {
    for (int field = DELIVERED; field <= MEDIA_TIME_NS; field += Long.BYTES) {
      next.counter(field, counter(field));
    }
  }
}
