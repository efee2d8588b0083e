package dev.zoetrope.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Accumulates the fields of one memory layout, so that every offset is computed once and can be
 * listed, documented and checked.
 *
 * <p>All integers are little endian. Every field is naturally aligned. Used only while the
 * descriptor classes initialise; not thread-safe.
 */
public final class Layout {
  /** Two 64-byte cache lines: keeps the adjacent-line prefetcher from joining two writers. */
  public static final int GROUP_ALIGNMENT = 128;

  private final String name;
  private final List<Field> fields = new ArrayList<>();
  private int length;
  private String owner = "writer";

  /**
   * Starts an empty layout.
   *
   * @param name heading under which the layout is documented
   */
  public Layout(String name) {
    this.name = name;
  }

  /**
   * One field of a layout.
   *
   * @param name field name as the documentation gives it
   * @param offset bytes from the start of the layout
   * @param length bytes
   * @param type {@code i32}, {@code i64} or {@code ascii}
   * @param owner the one party that writes the field
   * @param meaning what it holds, with its unit
   */
  public record Field(
      String name, int offset, int length, String type, String owner, String meaning) {}

  /**
   * Starts a group of fields that one party writes, on its own pair of cache lines.
   *
   * @param groupOwner who writes it
   * @return offset of the group
   */
  int group(String groupOwner) {
    owner = groupOwner;
    length = align(length, GROUP_ALIGNMENT);
    return length;
  }

  int int32(String field, String meaning) {
    return add(field, Integer.BYTES, Integer.BYTES, "i32", meaning);
  }

  int int64(String field, String meaning) {
    return add(field, Long.BYTES, Long.BYTES, "i64", meaning);
  }

  int ascii(String field, int bytes, String meaning) {
    return add(field, bytes, Long.BYTES, "ascii", meaning);
  }

  /** Adds {@code count} elements of {@code stride} bytes each, as one field. */
  int array(String field, int count, int stride, String type, String meaning) {
    return add(field, count * stride, Long.BYTES, type, meaning);
  }

  private int add(String field, int bytes, int alignment, String type, String meaning) {
    int offset = align(length, alignment);
    fields.add(new Field(field, offset, bytes, type, owner, meaning));
    length = offset + bytes;
    return offset;
  }

  /**
   * Heading of the layout.
   *
   * @return the name given to the constructor
   */
  public String name() {
    return name;
  }

  /**
   * All fields, by offset.
   *
   * @return an unmodifiable list
   */
  public List<Field> fields() {
    return Collections.unmodifiableList(fields);
  }

  /**
   * Length of the layout so far.
   *
   * @return bytes
   */
  public int length() {
    return length;
  }

  /**
   * Rounds up.
   *
   * @param value non-negative
   * @param alignment power of two
   * @return the next multiple of {@code alignment} at or above {@code value}
   */
  public static int align(int value, int alignment) {
    return (value + alignment - 1) & -alignment;
  }

  /**
   * Rounds up.
   *
   * @param value non-negative
   * @param alignment power of two
   * @return the next multiple of {@code alignment} at or above {@code value}
   */
  public static long align(long value, long alignment) {
    return (value + alignment - 1) & -alignment;
  }
}
