package dev.zoetrope.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** With one seeded bug, a model has just the error that the bug is about. */
@Tag("once")
class ModelBugsTest {
  /** What spin says of parties that wait for what nobody will do. */
  private static final String END = "invalid end state";

  /** What spin says of a formula that does not hold. */
  private static final String CYCLE = "acceptance cycle";

  private static final Pattern BUG = Pattern.compile("\\bBUG_([A-Z_]+)");

  /** Bug, what is violated, options. */
  private static final String SLOTS =
      """
      ABORT_FORGETS_SLOT P6_slots_add_up
      ABORT_KEEPS_FRAME P4_visible_before_cursor
      CLAIM_IGNORES_CONSUMED EVERY_gets_every_frame
      CLAIM_WITHOUT_CAS P1_writing_only_unpinned
      CONSUME_BEFORE_PIN EVERY_gets_every_frame
      CURSOR_BEFORE_READY EVERY_gets_every_frame
      CURSOR_BEFORE_RING EVERY_gets_every_frame
      CURSOR_BEFORE_STATE EVERY_gets_every_frame
      DROP_NOT_COUNTED P11_loss_is_counted -DDROP
      DROP_WAITS END -DDROP -DSTALL
      EVICT_AFTER_CLAIM EVERY_gets_every_frame
      JOIN_OUTSIDE_LOCK EVERY_gets_every_frame
      LEAVE_STILL_WAITS END
      LEAVE_WITHOUT_CAS P5_release_is_exact
      PIN_WITHOUT_CAS P8_own_pin_bit_only
      PIN_WITHOUT_GENERATION PIN_takes_what_it_meant
      PUBLISH_AFTER_END END_is_final
      PUBLISH_OUTSIDE_LOCK P3_sequences_only_grow -DPRODUCERS=2
      READY_BEFORE_CONTENT P4_visible_before_cursor
      RELEASE_CLEARS_ALL P2_pinned_frame_unchanged
      RELEASE_CLEARS_ALL P8_own_pin_bit_only
      RELEASE_WITHOUT_CAS P8_own_pin_bit_only
      RELEASE_WITHOUT_GENERATION P5_release_is_exact -DSTALE
      SKIPPED_NOT_COUNTED P9_accounted_for
      """;

  private static final String SLOTS_KEPT =
      """
      CLAIM_IGNORES_KEPT KEPT_frame_unchanged -DREFER
      """;

  private static final String SLOTS_PROGRESS =
      """
      DROP_WAITS CYCLE -DFRAMES=3 -DJOINS=1 -DDROP -DSTALL -DFORMULA=WRITER_COMES_TO_ITS_END
      LEAVE_STILL_WAITS CYCLE -DFRAMES=3 -DJOINS=2 -DFORMULA=WRITER_COMES_TO_ITS_END
      LOOK_STOPS_SHORT CYCLE -DFRAMES=2 -DJOINS=2 -DFORMULA=EVERY_READER_GETS_ON
      LOSS_UNSEEN CYCLE -DFRAMES=2 -DJOINS=1 -DWRITER_DIES -DFORMULA=READERS_LEAVE_THE_DEAD
      """;

  private static final String EPOCHS =
      """
      CARRY_OVER_FORGETS_FRAMES P9_accounted_for
      CURSOR_BEFORE_STATE P9_accounted_for
      CURSOR_BEFORE_STATE EVERY_gets_every_frame
      END_WITHOUT_MAPPERS END_waits_for_mappers
      FOLLOWS_ANY_WRITER P10_own_writer_only -DWRITER_DIES -DSUCCESSOR
      REAP_FORGETS_WHO_LEAVES END
      REAP_KEEPS_FILES P12_files_go
      REAP_TOO_EARLY P12_files_stay_while_needed
      SUPERSEDED_BEFORE_NAMED P3_epochs_only_grow
      """;

  private static final String BELLS =
      """
      BELL_NOT_NUMBERED END -DWAKES=1
      BELL_READ_BEFORE_CURSOR END
      BELL_READ_BEFORE_RELEASE END
      BELL_TO_NEWEST_EPOCH END -DROLL
      CLEAR_BEFORE_SLEEP END
      CONSUMED_BY_ACQUIRE END -DWEAK
      CURSOR_BY_RELEASE CYCLE -DFORMULA=NOBODY_SLEEPS_ON
      CURSOR_BY_RELEASE END
      END_WITHOUT_BELL END
      GRANT_NOT_LOOKED_AT END -DHANDS_OVER -DEVICT
      LOOK_BEFORE_FLAG END
      LOOK_BEFORE_WAIT END
      PRESENCE_BY_OPAQUE END -DWEAK -DROLL
      RELEASE_BY_STORE END
      SIGNAL_WITHOUT_LOCK END
      SLEEP_BY_RELEASE END
      STATE_BY_RELEASE END
      STATE_NOT_LOOKED_AT END
      WAIT_BY_RELEASE CYCLE -DFORMULA=NOBODY_SLEEPS_ON
      WAIT_BY_RELEASE END
      """;

  private static final String BELLS_OF_THREE_FRAMES =
      """
      AWAKE_WHILE_OTHERS_SLEEP END -DPRODUCERS=2 -DWAKES=1
      FINISH_BY_RELEASE END -DSLOTS=2 -DHANDS_OVER -DCLOSE
      FINISH_WITHOUT_BELL END -DSLOTS=2 -DHANDS_OVER -DCLOSE
      """;

  @TempDir Path work;

  @BeforeAll
  static void toolsAreThere() {
    assumeTrue(Spin.isInstalled(), "install spin and gcc to check the model");
  }

  @TestFactory
  Stream<DynamicTest> eachIsFoundInTheSlots() {
    return eachIsFound("slots -DFINE -DSLOTS=2 -DFRAMES=3 -DJOINS=2", SLOTS);
  }

  @TestFactory
  Stream<DynamicTest> eachIsFoundInTheSlotsThatAreKept() {
    return eachIsFound("slots -DSLOTS=2 -DFRAMES=3 -DJOINS=1", SLOTS_KEPT);
  }

  @TestFactory
  Stream<DynamicTest> eachIsFoundInTheProgressOfSlots() {
    return eachIsFound("slots -DSLOTS=2", SLOTS_PROGRESS);
  }

  @TestFactory
  Stream<DynamicTest> eachIsFoundInTheEpochs() {
    return eachIsFound("epochs -DJOINS=1", EPOCHS);
  }

  @TestFactory
  Stream<DynamicTest> eachIsFoundInTheBells() {
    return eachIsFound("bells -DFRAMES=2", BELLS);
  }

  @TestFactory
  Stream<DynamicTest> eachIsFoundInTheBellsOfThreeFrames() {
    return eachIsFound("bells -DFRAMES=3", BELLS_OF_THREE_FRAMES);
  }

  @Test
  void noneIsForgotten() throws IOException {
    TreeSet<String> seeded = new TreeSet<>();
    for (String model : List.of("slots", "epochs", "bells")) {
      String text = Files.readString(Path.of("src", "model", model + ".pml"));
      BUG.matcher(text).results().forEach(found -> seeded.add(model + " " + found.group(1)));
    }
    TreeSet<String> tried = new TreeSet<>();
    Map.of(
            "slots",
            SLOTS + SLOTS_KEPT + SLOTS_PROGRESS,
            "epochs",
            EPOCHS,
            "bells",
            BELLS + BELLS_OF_THREE_FRAMES)
        .forEach((model, bugs) -> bugs.lines().forEach(bug -> tried.add(model + " " + word(bug))));
    assertEquals(seeded, tried);
  }

  private static String word(String line) {
    return line.substring(0, line.indexOf(' '));
  }

  private Stream<DynamicTest> eachIsFound(String model, String bugs) {
    Map<String, Seed> seeds =
        bugs.lines()
            .map(line -> Seed.parse(model, line))
            .collect(Collectors.toMap(Seed::model, Function.identity()));
    return Searches.of(
        work, List.copyOf(seeds.keySet()), (seed, report) -> isFound(seeds.get(seed), report));
  }

  private static void isFound(Seed seed, Spin.Report report) {
    assertFalse(report.errors().isEmpty(), () -> "not found: " + seed + "\n" + report.text());
    assertTrue(report.errors().get(0).contains(seed.violated()), report.errors()::toString);
  }

  /**
   * A model with a bug.
   *
   * @param violated as spin tells it
   */
  private record Seed(String model, String violated) {
    static Seed parse(String model, String line) {
      String[] words = line.split(" ", 3);
      String options = words.length == 2 ? "" : " " + words[2];
      String seeded = model + " -DBUG_" + words[0] + options;
      return switch (words[1]) {
        case "END" -> new Seed(seeded, END);
        case "CYCLE" -> new Seed(seeded, CYCLE);
        // Alone where others would be met before it.
        default -> new Seed(seeded + " -DONLY=" + words[1], words[1]);
      };
    }
  }
}
