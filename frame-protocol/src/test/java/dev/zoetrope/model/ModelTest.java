package dev.zoetrope.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The protocol's model in {@code src/model}, searched by spin: every order in which the steps of a
 * writer and two readers can be taken. The model as it is has no error; with one seeded bug it has
 * just the error that the bug is about.
 */
@Tag("once")
class ModelTest {
  /** What spin says of parties that wait for what nobody will do. */
  private static final String END = "invalid end state";

  @TempDir Path work;

  @BeforeAll
  static void toolsAreThere() {
    assumeTrue(Spin.isInstalled(), "install spin and gcc to check the model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slots -DFRAMES=3 -DJOINS=2",
        "slots -DFRAMES=5 -DJOINS=2 -DDROP",
        "slots -DFINE -DSLOTS=2 -DFRAMES=3 -DJOINS=2",
        "slots -DFINE -DSLOTS=2 -DFRAMES=3 -DJOINS=2 -DDROP -DSTALL",
        "slots -DSLOTS=4 -DFRAMES=3 -DJOINS=2",
        "epochs -DJOINS=1",
        "epochs -DJOINS=1 -DSTALL",
        "epochs -DJOINS=1 -DPAUSE",
        "epochs -DJOINS=1 -DWRITER_DIES"
      })
  void nothingIsWrong(String model) throws IOException, InterruptedException {
    assertCorrect(model);
  }

  @ParameterizedTest
  @Tag("deep")
  @ValueSource(
      strings = {
        "slots -DFRAMES=5",
        "slots -DSLOTS=4 -DFRAMES=5",
        "slots -DFRAMES=5 -DSTALL",
        "slots -DFRAMES=4 -DSECOND=LEAKY",
        "slots -DFRAMES=4 -DWRITER_DIES",
        "slots -DFINE -DFRAMES=3 -DJOINS=2",
        "epochs",
        "epochs -DSTALL",
        "epochs -DPAUSE",
        "epochs -DWRITER_DIES"
      })
  void nothingIsWrongInLargerModels(String model) throws IOException, InterruptedException {
    assertCorrect(model);
  }

  @SuppressWarnings("SystemOut") // How much was searched is a part of the result.
  private void assertCorrect(String model) throws IOException, InterruptedException {
    Spin.Report report = Spin.search(work, List.of(model.split(" ", -1)));

    System.out.println("model " + model + ": " + report.extent());
    assertEquals(List.of(), report.errors(), report.text());
    assertTrue(report.isComplete(), report.text());
  }

  @ParameterizedTest
  @CsvSource({
    "ABORT_FORGETS_SLOT,          P6_slots_add_up,           ",
    "ABORT_KEEPS_FRAME,           P4_visible_before_cursor,  ",
    "CLAIM_IGNORES_CONSUMED,      EVERY_gets_every_frame,    ",
    "CLAIM_WITHOUT_CAS,           P1_writing_only_unpinned,  ",
    "CONSUME_BEFORE_PIN,          EVERY_gets_every_frame,    ",
    "CURSOR_BEFORE_READY,         EVERY_gets_every_frame,    ",
    "CURSOR_BEFORE_RING,          EVERY_gets_every_frame,    ",
    "READY_BEFORE_CONTENT,        P4_visible_before_cursor,  ",
    "CURSOR_BEFORE_STATE,         EVERY_gets_every_frame,    ",
    "DROP_NOT_COUNTED,            P11_loss_is_counted,       -DDROP",
    "DROP_WAITS,                  invalid end state,         -DDROP -DSTALL",
    "EVICT_AFTER_CLAIM,           EVERY_gets_every_frame,    ",
    "JOIN_OUTSIDE_LOCK,           EVERY_gets_every_frame,    ",
    "LEAVE_STILL_WAITS,           invalid end state,         "
  })
  void aBugInTheSlotsIsFound(String bug, String property, String options)
      throws IOException, InterruptedException {
    assertFound("slots -DFINE -DSLOTS=2 -DFRAMES=3 -DJOINS=2", bug, property, options);
  }

  @ParameterizedTest
  @CsvSource({
    "CARRY_OVER_FORGETS_FRAMES,   P9_accounted_for,             ",
    "FOLLOWS_ANY_WRITER,          P10_own_writer_only,          -DWRITER_DIES -DSUCCESSOR",
    "REAP_FORGETS_WHO_LEAVES,     invalid end state,            ",
    "REAP_KEEPS_FILES,            P12_files_go,                 ",
    "REAP_TOO_EARLY,              P12_files_stay_while_needed,  ",
    "SUPERSEDED_BEFORE_NAMED,     P3_epochs_only_grow,          "
  })
  void aBugInTheEpochsIsFound(String bug, String property, String options)
      throws IOException, InterruptedException {
    assertFound("epochs -DJOINS=1", bug, property, options);
  }

  private void assertFound(String model, String bug, String property, String options)
      throws IOException, InterruptedException {
    String more = options == null ? "" : " " + options;
    // An end state is looked for always, a property alone where others would be met before it.
    String only = property.equals(END) ? "" : " -DONLY=" + property;
    String all = model + " -DBUG_" + bug + more + only;

    Spin.Report report = Spin.search(work, List.of(all.split(" ", -1)));

    assertFalse(report.errors().isEmpty(), () -> "not found: " + all + "\n" + report.text());
    assertTrue(report.errors().get(0).contains(property), report.errors()::toString);
  }
}
