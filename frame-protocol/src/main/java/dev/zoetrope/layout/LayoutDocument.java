package dev.zoetrope.layout;

import java.util.List;

/** Writes {@code docs/LAYOUT.md} from the descriptors, so that it cannot be wrong. */
public final class LayoutDocument {
  private static final List<Layout> LAYOUTS =
      List.of(ControlDescriptor.LAYOUT, ReaderCellDescriptor.LAYOUT, FrameHeaderDescriptor.LAYOUT);

  private LayoutDocument() {}

  /**
   * Every layout of shared memory.
   *
   * @return control file, reader cell, frame header
   */
  public static List<Layout> layouts() {
    return LAYOUTS;
  }

  /**
   * The document.
   *
   * @return Markdown, lines ended by a newline each
   */
  public static String markdown() {
    StringBuilder out = new StringBuilder();
    out.append("# Layout of shared memory, version ").append(ControlDescriptor.LAYOUT_VERSION);
    out.append(
        """


        Generated from the descriptor classes in `dev.zoetrope.layout`; a test fails when it differs. What the fields
        are for, and in which order they are read and written, says [PROTOCOL.md](PROTOCOL.md).

        All integers are little endian and naturally aligned; `i32` and `i64` are signed. `ascii` is padded with NUL and
        ends with at least one. Offsets and lengths are bytes. Gaps are zero and reserved. Fields of different owners never
        share a 128-byte line.
        """);
    out.append("\n## Sizes\n\n| what | bytes |\n|---|---|\n");
    size(out, "control file", ControlDescriptor.LENGTH);
    size(out, "distance between two slot words", ControlDescriptor.SLOT_WORD_STRIDE);
    size(out, "reader cell", ReaderCellDescriptor.LENGTH);
    size(out, "frame header", FrameHeaderDescriptor.LAYOUT.length());
    size(out, "from the start of a slot to its payload", FrameHeaderDescriptor.PAYLOAD_OFFSET);
    size(out, "padding after the payload capacity, at least", FrameHeaderDescriptor.TAIL_PADDING);
    size(out, "distance between two plane descriptions", FrameHeaderDescriptor.PLANE_LENGTH);
    out.append("\nA slot is ").append(FrameHeaderDescriptor.PAYLOAD_OFFSET);
    out.append(" + payload capacity + ").append(FrameHeaderDescriptor.TAIL_PADDING);
    out.append(" bytes, rounded up to a multiple of 4096; slot `n` starts at `n` times that.\n");
    slotWord(out);
    LAYOUTS.forEach(layout -> table(out, layout));
    return out.toString();
  }

  private static void size(StringBuilder out, String what, int bytes) {
    out.append("| ").append(what).append(" | ").append(bytes).append(" |\n");
  }

  private static void slotWord(StringBuilder out) {
    out.append("\n## Slot word\n\n| bits | what | meaning |\n|---|---|---|\n");
    out.append("| 56 to 63 | state | ");
    out.append(SlotWord.FREE).append(" free, ");
    out.append(SlotWord.WRITING).append(" writing, ");
    out.append(SlotWord.READY).append(" ready |\n");
    out.append("| 40 to 55 | pins | bit 40 + `n`: the reader in cell `n`; bit 55: the writer |\n");
    out.append("| 0 to 39 | generation | sequence number of the frame, 0 before the first |\n");
  }

  private static void table(StringBuilder out, Layout layout) {
    out.append("\n## ").append(layout.name()).append("\n\n");
    out.append("| offset | length | type | field | owner | meaning |\n|---|---|---|---|---|---|\n");
    for (Layout.Field field : layout.fields()) {
      out.append("| ").append(field.offset());
      out.append(" | ").append(field.length());
      out.append(" | ").append(field.type());
      out.append(" | ").append(field.name());
      out.append(" | ").append(field.owner());
      out.append(" | ").append(field.meaning().replace("|", "\\|")).append(" |\n");
    }
  }
}
