package dev.zoetrope.hostile;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged headers and words, in one process and step by step: turned down, or no harm. */
class HostileInputsTest {
  private static final long QUICK = 60_000;
  private static final long DEEP = 5_000_000;

  private static void damage(long seed, long count) {
    HostileInputs inputs = new HostileInputs(seed);
    inputs.frameHeaders(count);
    inputs.controlHeaders(count);
    assertTrue(inputs.rejected() > count / 2, "rejected " + inputs.rejected());
    assertTrue(inputs.rejected() < 2 * count, "rejected " + inputs.rejected());
  }

  @Test
  void whatPassesIsHarmless() {
    damage(HostileChild.seed(), QUICK);
  }

  @Test
  void everyStepEnds() {
    new HostileSlots().damage(HostileChild.seed(), QUICK);
  }

  @Test
  @Tag("deep")
  void whatPassesIsHarmlessMillionsOfTimes() {
    damage(HostileChild.seed() + 1, DEEP);
  }

  @Test
  @Tag("deep")
  void everyStepEndsMillionsOfTimes() {
    new HostileSlots().damage(HostileChild.seed() + 1, DEEP);
  }

  static List<PlantedBug> bugs() {
    return List.of(
        new PlantedBug(
            "layout/FrameHeaderCheck.java",
            "require(stride * rows <= payloadLength - offset,",
            "require((int) (stride * rows) <= payloadLength - offset,"),
        new PlantedBug(
            "region/ControlRegion.java",
            "return spec.slotCount();",
            "return buffer.getInt(SLOT_COUNT);"),
        new PlantedBug(
            "layout/FrameHeaderCheck.java",
            "offset >= 0 && offset <= payloadLength",
            "offset <= payloadLength"));
  }

  static List<PlantedBug> bugsOfSteps() {
    return List.of(
        new PlantedBug("channel/SlotWriter.java", "((claimed | kept) & 1L << slot) != 0", "false"),
        new PlantedBug("channel/SlotReader.java", "held.get(slot) != 0", "slot < 0"),
        new PlantedBug("channel/SlotReader.java", "cursor < consumed || ", ""));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void plantedBugsAreFound(PlantedBug bug, @TempDir Path classes) throws Exception {
    assertFound(bug, HostileInputs.class, classes);
  }

  @ParameterizedTest
  @MethodSource("bugsOfSteps")
  void plantedBugsInStepsAreFound(PlantedBug bug, @TempDir Path classes) throws Exception {
    assertFound(bug, HostileSlots.class, classes);
  }

  private static void assertFound(PlantedBug bug, Class<?> main, Path classes) throws Exception {
    bug.compile(classes);
    List<String> arguments = List.of("" + HostileChild.seed(), "" + QUICK);
    HostileChild child = HostileChild.run(main, arguments, classes);
    assertNotEquals(0, child.exitCode());
    assertTrue(child.output().contains("AssertionError"), child.output());
  }
}
