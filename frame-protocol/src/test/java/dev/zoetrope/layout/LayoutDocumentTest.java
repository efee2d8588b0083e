package dev.zoetrope.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The layouts make sense, and the document tells them as they are. */
class LayoutDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "LAYOUT.md");

  @Test
  void theDocumentIsUpToDate() throws IOException {
    if (Boolean.getBoolean("zoetrope.regenerate")) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, LayoutDocument.markdown());
    }
    assertEquals(
        LayoutDocument.markdown(),
        Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "",
        "docs/LAYOUT.md differs from the descriptors; regenerate it: mvn -pl frame-protocol test"
            + " -Dtest=LayoutDocumentTest -Dzoetrope.regenerate=true");
  }

  @Test
  void fieldsNeitherOverlapNorAreMisaligned() {
    for (Layout layout : LayoutDocument.layouts()) {
      int end = 0;
      for (Layout.Field field : layout.fields()) {
        String what = layout.name() + ", " + field.name();
        assertTrue(field.offset() >= end, what + " overlaps the field before");
        assertTrue(field.length() > 0, what);
        int alignment = field.type().equals("i32") ? Integer.BYTES : Long.BYTES;
        assertEquals(0, field.offset() % alignment, what + " is misaligned");
        end = field.offset() + field.length();
      }
      assertEquals(end, layout.length(), layout.name());
    }
  }

  @Test
  void ownersNeverShareALine() {
    for (Layout layout : LayoutDocument.layouts()) {
      List<Layout.Field> fields = layout.fields();
      for (int i = 1; i < fields.size(); i++) {
        Layout.Field before = fields.get(i - 1);
        Layout.Field field = fields.get(i);
        int lastLine = (before.offset() + before.length() - 1) / Layout.GROUP_ALIGNMENT;
        assertTrue(
            before.owner().equals(field.owner())
                || field.offset() / Layout.GROUP_ALIGNMENT > lastLine,
            layout.name() + ": " + before.name() + " and " + field.name() + " share a line");
      }
    }
    assertEquals(0, ReaderCellDescriptor.LENGTH % Layout.GROUP_ALIGNMENT);
    assertEquals(0, ControlDescriptor.CELLS % Layout.GROUP_ALIGNMENT);
    assertEquals(0, ControlDescriptor.SLOT_WORD_STRIDE % Layout.GROUP_ALIGNMENT);
  }

  @Test
  void whatIsFixedForEverIsWhereItWas() {
    assertEquals(0, ControlDescriptor.MAGIC_OFFSET);
    assertEquals(8, ControlDescriptor.VERSION);
    assertEquals(0, ControlDescriptor.LENGTH % 4096);
    assertTrue(FrameHeaderDescriptor.LAYOUT.length() <= FrameHeaderDescriptor.PAYLOAD_OFFSET);
    assertTrue(ControlDescriptor.RING_CAPACITY >= ControlDescriptor.MAX_SLOTS);
    assertEquals("ZOETROPE", ascii(ControlDescriptor.MAGIC));
  }

  @Test
  void theReadersOwnCountersLieTogether() {
    // carryCountersTo copies the range.
    List<String> names =
        ReaderCellDescriptor.LAYOUT.fields().stream()
            .filter(
                field ->
                    field.offset() >= ReaderCellDescriptor.DELIVERED
                        && field.offset() <= ReaderCellDescriptor.MEDIA_TIME_NS)
            .map(Layout.Field::name)
            .toList();
    assertEquals(
        List.of(
            "delivered",
            "skipped stale",
            "skipped overwritten",
            "skipped corrupt",
            "released",
            "stale releases",
            "media time"),
        names);
  }

  @Test
  void wordsHoldWhatWasPutIn() {
    long word = SlotWord.of(SlotWord.READY, 0xFFFF, SlotWord.MAX_GENERATION);
    assertEquals(SlotWord.READY, SlotWord.state(word));
    assertEquals(0xFFFF, SlotWord.pins(word));
    assertEquals(SlotWord.MAX_GENERATION, SlotWord.generation(word));
    word = SlotWord.of(SlotWord.WRITING, 1 << 14, 5) & ~SlotWord.pinBit(14);
    assertEquals(SlotWord.of(SlotWord.WRITING, 0, 5), word);
    assertEquals(SlotWord.of(255, 0, 0) >>> 56, 255);
  }

  private static String ascii(long word) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Long.BYTES; i++) {
      text.append((char) (word >>> (8 * i) & 0xFF));
    }
    return text.toString();
  }
}
