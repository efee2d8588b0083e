package dev.zoetrope.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shared memory is damaged under a running stream: named errors, and nothing else.
 *
 * <p>The generator is our own and not jqwik's or Jazzer's: what is damaged is the memory of another
 * process that goes on meanwhile, so there is no function to call, no input to shrink and no
 * coverage to be led by.
 */
@Tag("once")
class HostileRegionTest {
  private static final int QUICK = 12_000;
  private static final int DEEP = 125_000;
  private static final int DEEP_RUNS = 8;
  private static final int PATIENCE_S = 30;
  private static final int IMPATIENCE_S = 5;

  private final TestPipeline pipeline = new TestPipeline();

  @TempDir Path classes;

  @AfterEach
  void close() throws IOException {
    pipeline.close();
  }

  private HostileChild run(long seed, long mutations, int hangS, Path... bugs) throws Exception {
    String runtime = pipeline.runtime().toString();
    return HostileChild.run(
        HostileWorld.class, List.of(runtime, "" + seed, "" + mutations, "" + hangS), bugs);
  }

  @SuppressWarnings("SystemOut") // The figures are for the reader of the build's output.
  private void damage(long seed, long mutations) throws Exception {
    HostileChild child = run(seed, mutations, PATIENCE_S);
    child.assertHarmless(seed);
    System.out.println("seed " + seed + ": " + child.output());
    assertEquals(List.of(), pipeline.files());
  }

  @Test
  void damageIsNamed() throws Exception {
    damage(HostileChild.seed(), QUICK);
  }

  @Test
  @Tag("deep")
  void damageIsNamedAMillionTimes() throws Exception {
    for (int run = 1; run <= DEEP_RUNS; run++) {
      damage(HostileChild.seed() + run, DEEP);
    }
  }

  static List<PlantedBug> bugs() {
    return List.of(
        new PlantedBug("channel/SlotReader.java", "if (slot >= slotCount) {", "if (slot < 0) {"),
        new PlantedBug(
            "channel/SlotWriter.java",
            "return (activeReaders & 1 << reader) != 0;",
            "return cells[reader].grantStateVolatile() == ControlDescriptor.GRANT_ACTIVE;"));
  }

  static List<PlantedBug> moreBugs() {
    return List.of(
        new PlantedBug(
            "layout/FrameHeaderCheck.java",
            "stride * rows <= payloadLength - offset, \"plane",
            "true, \"plane"),
        new PlantedBug(
            "channel/SlotReader.java", "(word & pinBit) != 0 || held.get(slot) != 0", "false"),
        new PlantedBug(
            "channel/EpochReader.java",
            "FrameHeaderCheck.check(header, epoch.control().spec().payloadCapacity());",
            ""));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void plantedBugsAreFound(PlantedBug bug) throws Exception {
    bug.compile(classes);
    HostileChild child = run(HostileChild.seed(), 20L * QUICK, IMPATIENCE_S, classes);
    assertNotEquals(0, child.exitCode(), child.output());
  }

  @ParameterizedTest
  @MethodSource("moreBugs")
  @Tag("deep")
  void morePlantedBugsAreFound(PlantedBug bug) throws Exception {
    plantedBugsAreFound(bug);
  }
}
