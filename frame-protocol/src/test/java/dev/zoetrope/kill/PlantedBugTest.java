package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.StreamWriter;
import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.SlotWord;
import dev.zoetrope.probe.Probe;
import dev.zoetrope.probe.ProtocolPoint;
import dev.zoetrope.region.Epoch;
import dev.zoetrope.region.StaleFiles;
import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.agrona.concurrent.AtomicBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The kill matrix is only worth something if it finds what is wrong: here something is. */
@Tag("once")
class PlantedBugTest {
  private static final int VICTIMS_CELL = 2;

  private final Recovery recovery = new Recovery();
  private final VictimPool pool = new VictimPool(1);

  @AfterEach
  void close() throws InterruptedException {
    Probe.install(point -> {});
    pool.close();
  }

  private static void assertFound(String message, Executable run) {
    StringWriter trace = new StringWriter();
    assertThrows(AssertionError.class, run).printStackTrace(new PrintWriter(trace));
    assertTrue(trace.toString().contains(message), trace::toString);
  }

  private void killWriter(ProtocolPoint point, int visit, Bug bug) throws Exception {
    try (WriterScenario scenario = new WriterScenario(pool, recovery, 1)) {
      scenario.kill(Place.of(point), visit, bug);
    }
  }

  @Test
  void aFramePublishedBeforeItIsFilled() {
    assertFound("torn: frame", () -> killWriter(ProtocolPoint.CURSOR_MOVED, 12, Bug.TORN));
  }

  @Test
  void aCursorThatMovesBeforeTheFrameIsThere() {
    assertFound(
        "the newest frame is nowhere",
        () -> killWriter(ProtocolPoint.HEADER_STAMPED, 10, Bug.EARLY_CURSOR));
  }

  @Test
  void aReleaseThatClearsThePinsOfOthers() {
    assertFound(
        "a pin was lost",
        () -> {
          try (ReaderScenario scenario = scenario()) {
            scenario.kill(
                Place.of(ProtocolPoint.RELEASE_CHOSEN), 20, ReaderPolicy.EVERY, Bug.GREEDY);
          }
        });
  }

  private ReaderScenario scenario() throws IOException {
    return new ReaderScenario(pool, recovery, TestPipeline.PATIENT_NS, Integer.MAX_VALUE, 1);
  }

  @Test
  void aStartThatDoesNotCleanUp() {
    assertFound(
        "after the restart",
        () -> {
          try (WriterScenario scenario =
              new WriterScenario(pool, recovery, 1, PlantedBugTest::startWithoutCleaning)) {
            scenario.kill(Place.of(ProtocolPoint.PUBLISHED), 5, Bug.NONE);
          }
        });
  }

  /** What the clean-up has removed is there again. */
  private static StreamWriter startWithoutCleaning(TestPipeline pipeline) throws IOException {
    StreamWriter writer = pipeline.writer(VictimWriter.SLOTS);
    Files.createFile(pipeline.directory().resolve("s." + (writer.epoch() + 1) + ".frames"));
    return writer;
  }

  @Test
  void aLeaveThatDoesNotClearPins() {
    assertFound(
        "pinned by nobody",
        () -> {
          try (ReaderScenario scenario = scenario()) {
            Probe.install(
                point -> {
                  if (point == ProtocolPoint.PIN_CLEARED) {
                    pinAgain(scenario.pipeline());
                  }
                });
            scenario.kill(Place.of(ProtocolPoint.PINNED), 3, ReaderPolicy.EVERY, Bug.NONE);
          }
        });
  }

  private static void pinAgain(TestPipeline pipeline) {
    try {
      long number = StaleFiles.newestEpoch(pipeline.directory(), "s");
      Epoch epoch = Epoch.openForReader(pipeline.directory(), "s", number);
      AtomicBuffer control = epoch.control().buffer();
      for (int slot = 0; slot < epoch.control().slotCount(); slot++) {
        int offset = ControlDescriptor.slotWordOffset(slot);
        long word = control.getLongVolatile(offset);
        if (SlotWord.state(word) == SlotWord.READY
            && control.compareAndSetLong(offset, word, word | SlotWord.pinBit(VICTIMS_CELL))) {
          break;
        }
      }
      epoch.release();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
