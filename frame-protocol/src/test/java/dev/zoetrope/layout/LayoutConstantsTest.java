package dev.zoetrope.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.region.EpochSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The constants of the C and Python libraries are those of the descriptors: a block of each file,
 * between two marks, is written from them, like {@code docs/LAYOUT.md}.
 */
class LayoutConstantsTest {
  private static final String BEGIN = "BEGIN LAYOUT";
  private static final String END = "END LAYOUT";

  @Test
  void theHeaderOfTheLibraryInCIsUpToDate() throws IOException {
    check(
        Path.of("..", "samples", "c", "zoetrope.h"),
        (name, value) ->
            value == (int) (long) value
                ? "#define ZT_" + name + " " + value
                : "#define ZT_" + name + " INT64_C(" + value + ")");
  }

  @Test
  void theModuleInPythonIsUpToDate() throws IOException {
    check(Path.of("..", "samples", "python", "zoetrope.py"), (name, value) -> name + " = " + value);
  }

  private static void check(Path file, BiFunction<String, Long, String> line) throws IOException {
    String text = Files.readString(file);
    int begin = text.indexOf('\n', text.indexOf(BEGIN)) + 1;
    int end = text.lastIndexOf('\n', text.indexOf(END)) + 1;
    assertTrue(begin > 0 && end >= begin, file + " has no lines '" + BEGIN + "', '" + END + "'");
    String block =
        constants().entrySet().stream()
            .map(constant -> line.apply(constant.getKey(), constant.getValue()) + "\n")
            .collect(Collectors.joining());
    if (Boolean.getBoolean("zoetrope.regenerate")) {
      Files.writeString(file, text.substring(0, begin) + block + text.substring(end));
    } else {
      assertEquals(
          block,
          text.substring(begin, end),
          file
              + " differs from the descriptors; regenerate it: mvn -pl frame-protocol test"
              + " -Dtest=LayoutConstantsTest -Dzoetrope.regenerate=true");
    }
  }

  private static Map<String, Long> constants() {
    Map<String, Long> all = new LinkedHashMap<>();
    all.put("MAGIC", ControlDescriptor.MAGIC);
    all.put("LAYOUT_VERSION", (long) ControlDescriptor.LAYOUT_VERSION);
    all.put("MIN_SLOTS", (long) ControlDescriptor.MIN_SLOTS);
    all.put("MAX_SLOTS", (long) ControlDescriptor.MAX_SLOTS);
    all.put("MAX_READERS", (long) ControlDescriptor.MAX_READERS);
    all.put("MAX_PAYLOAD", EpochSpec.MAX_PAYLOAD);
    all.put("MAX_GENERATION", SlotWord.MAX_GENERATION);
    all.put("MAX_PLANES", (long) FrameHeaderDescriptor.MAX_PLANES);
    all.put("RING_CAPACITY", (long) ControlDescriptor.RING_CAPACITY);
    all.put("CONTROL_LENGTH", (long) ControlDescriptor.LENGTH);
    all.put("SLOT_WORD_STRIDE", (long) ControlDescriptor.SLOT_WORD_STRIDE);
    all.put("CELL_LENGTH", (long) ReaderCellDescriptor.LENGTH);
    all.put("FRAME_LENGTH", (long) FrameHeaderDescriptor.LAYOUT.length());
    all.put("PAYLOAD_OFFSET", (long) FrameHeaderDescriptor.PAYLOAD_OFFSET);
    all.put("TAIL_PADDING", (long) FrameHeaderDescriptor.TAIL_PADDING);
    all.put("PLANE_LENGTH", (long) FrameHeaderDescriptor.PLANE_LENGTH);
    all.put("NAME_LENGTH", (long) ControlDescriptor.NAME_LENGTH);
    all.put("FORMAT_LENGTH", (long) FrameHeaderDescriptor.FORMAT_LENGTH);
    all.put("CHANNEL_LAYOUT_LENGTH", (long) FrameHeaderDescriptor.CHANNEL_LAYOUT_LENGTH);
    codes(all);
    fields(all, "CONTROL", ControlDescriptor.LAYOUT);
    fields(all, "CELL", ReaderCellDescriptor.LAYOUT);
    fields(all, "FRAME", FrameHeaderDescriptor.LAYOUT);
    return all;
  }

  private static void codes(Map<String, Long> all) {
    all.put("SLOT_FREE", (long) SlotWord.FREE);
    all.put("SLOT_WRITING", (long) SlotWord.WRITING);
    all.put("SLOT_READY", (long) SlotWord.READY);
    all.put("STATE_LIVE", (long) ControlDescriptor.STATE_LIVE);
    all.put("STATE_ENDED", (long) ControlDescriptor.STATE_ENDED);
    all.put("STATE_FAILED", (long) ControlDescriptor.STATE_FAILED);
    all.put("STATE_SUPERSEDED", (long) ControlDescriptor.STATE_SUPERSEDED);
    all.put("GRANT_EMPTY", (long) ControlDescriptor.GRANT_EMPTY);
    all.put("GRANT_ACTIVE", (long) ControlDescriptor.GRANT_ACTIVE);
    all.put("GRANT_EVICTED", (long) ControlDescriptor.GRANT_EVICTED);
    all.put("EVERY", (long) ReaderCellDescriptor.POLICY_EVERY);
    all.put("LATEST", (long) ReaderCellDescriptor.POLICY_LATEST);
    all.put("LEAKY", (long) ReaderCellDescriptor.POLICY_LEAKY);
    all.put("PRESENCE_MAPPED", ReaderCellDescriptor.PRESENCE_MAPPED);
    all.put("PRESENCE_LEFT", ReaderCellDescriptor.PRESENCE_LEFT);
    all.put("LIVE_SOURCE", (long) ControlDescriptor.STREAM_LIVE_SOURCE);
    all.put("VIDEO", (long) StreamKind.VIDEO.code());
    all.put("AUDIO", (long) StreamKind.AUDIO.code());
    all.put("UNSPECIFIED_COLOR", (long) FrameHeader.UNSPECIFIED_COLOR);
    all.put("KEY", (long) FrameHeader.KEY);
    all.put("DISCONTINUITY", (long) FrameHeader.DISCONTINUITY);
    all.put("CORRUPT", (long) FrameHeader.CORRUPT);
    all.put("INTERLACED", (long) FrameHeader.INTERLACED);
    all.put("TOP_FIELD_FIRST", (long) FrameHeader.TOP_FIELD_FIRST);
    all.put("HORIZONTAL_FLIP", (long) FrameHeader.HORIZONTAL_FLIP);
    all.put("HAS_MASTERING_DISPLAY", (long) FrameHeader.HAS_MASTERING_DISPLAY);
    all.put("HAS_LIGHT_LEVELS", (long) FrameHeader.HAS_LIGHT_LEVELS);
  }

  /** A field "published cursor" of the control file is {@code CONTROL_PUBLISHED_CURSOR}. */
  private static void fields(Map<String, Long> all, String prefix, Layout layout) {
    for (Layout.Field field : layout.fields()) {
      String name = field.name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
      String constant = prefix + "_AT_" + name;
      assertEquals(null, all.put(constant, (long) field.offset()), constant);
    }
  }
}
