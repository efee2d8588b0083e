package dev.zoetrope.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.ffmpeg.Ffmpeg;
import dev.zoetrope.stage.StageException;
import dev.zoetrope.stage.UsageException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs and streams that do not fit, and graphs that never end. */
class FilterStageTest {
  private static final String PICTURES = "testsrc2=size=64x48:rate=25:duration=1,format=yuv420p";

  @TempDir Path runtime;

  @BeforeAll
  static void loadFfmpeg() {
    Ffmpeg.initialize(false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hstack | a | o | the graph reads 2 streams, -i names 1: a",
        "testsrc2 | a | o | the graph reads no stream, -i names 1: a",
        "scale=2:2 | '' | o | the graph reads one stream, -i names none",
        "split | a | o | the graph writes 2 streams, -o names 1: o",
        "[x]scale=2:2 | a | o | the graph reads [x], which is none of -i: a",
        "[a][a]hstack | a,b | o | the graph reads one stream twice; use split or asplit"
      })
  void streamsThatDoNotFitAreToldBeforeAnythingStarts(
      String graph, String inputs, String outputs, String message) throws Exception {
    FilterStage stage = new FilterStage(graph);
    List<String> names = inputs.isEmpty() ? List.of() : List.of(inputs.split(","));

    UsageException error =
        assertThrows(UsageException.class, () -> stage.match(names, List.of(outputs.split(","))));

    assertEquals(message, error.getMessage());
    stage.close();
  }

  @Test
  void soundWhereAGraphWantsPicturesIsRefusedBeforeItIsJoined() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("audio", "sine=duration=1")) {
      CompletableFuture<Void> stage =
          rig.startStage(new FilterStage("scale=2:2"), List.of(), "out");

      UsageException error = assertThrows(UsageException.class, () -> FilterRig.end(stage));

      assertEquals("stream 'audio' is audio, and the graph reads video there", error.getMessage());
    }
  }

  @Test
  void aGraphThatDoesNotTakeTheFramesIsOneLine() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("video", PICTURES)) {
      CompletableFuture<Void> stage =
          rig.startStage(new FilterStage("crop=1000:1000"), List.of(), "out");

      StageException error = assertThrows(StageException.class, () -> FilterRig.end(stage));

      String message = error.getMessage();
      assertTrue(
          message.startsWith(
              "stage FilterStage: frame 1 of stream 'video' (0.000 s): filters 'crop=1000:1000':"),
          message);
      assertTrue(message.contains("Invalid too big or non positive size"), message);
      assertEquals(1, message.lines().count());
    }
  }

  @Test
  void aGraphThatNeverEndsHearsTheStop() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("video", PICTURES)) {
      String graph = "color=c=red:size=64x48:rate=25[red];[red][video]overlay";
      CompletableFuture<Void> stage = rig.startStage(new FilterStage(graph), List.of(), "out");
      // Nobody reads: nothing holds it back, and its input is at an end soon.
      rig.awaitSources();

      rig.stop.request();

      FilterRig.end(stage);
    }
  }

  @Test
  void aTruncatedStreamIsFilteredUpToThere() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("video", PICTURES)) {
      // The graph is done with its first five frames, and so is the stage.
      assertEquals(5, rig.filter("trim=end_frame=5", "out").get(0).size());
    }
  }

  @Test
  void aGraphGoesOnWhenItWantsNoMoreOfOneStream() throws Exception {
    try (FilterRig rig = new FilterRig(runtime).input("a", PICTURES).input("b", PICTURES)) {
      String graph = "[a]trim=end_frame=5[short];[b][short]overlay";
      assertEquals(25, rig.filter(graph, "out").get(0).size());
    }
  }
}
