package dev.zoetrope.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stats.ReaderSnapshot;
import dev.zoetrope.stats.StreamSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Progress PROGRESS =
      new Progress(300, 10 * SECOND, 10 * SECOND, 0, 4 * SECOND);

  @Test
  void whoeverTookAllIsSaidToHave() {
    assertEquals(
        "done: 300 video frames, 470 audio frames, 10.00 s of media in 4.00 s (2.50x);"
            + " encoder took all",
        Summary.of(
            "done",
            view(
                stream(StreamKind.VIDEO, 300, 0, reader("encoder", 300, 0, false)),
                stream(StreamKind.AUDIO, 470, 0, reader("encoder", 470, 0, false))),
            PROGRESS));
  }

  @Test
  void everyLossIsTold() {
    assertEquals(
        "failed: 300 video frames (7 more dropped), 10.00 s of media in 4.00 s (2.50x);"
            + " display took 288 video (12 skipped); encoder took 40 video until evicted;"
            + " late took none",
        Summary.of(
            "failed",
            view(
                stream(
                    StreamKind.VIDEO,
                    300,
                    7,
                    reader("encoder", 40, 0, true),
                    reader("display", 288, 12, false),
                    reader("late", 0, 0, false))),
            PROGRESS));
  }

  @Test
  void noFramesIsNoTable() {
    assertEquals("stopped: no frames", Summary.of("stopped", PipelineView.NOTHING, PROGRESS));
    assertEquals(
        "done, its frames were not counted",
        Summary.of("done", PipelineView.NOTHING, PROGRESS),
        "they came and went between two looks");
  }

  @Test
  void progressIsThatOfTheStreamFurthestBehindThatGoesOn() {
    PipelineView view =
        view(
            stream(StreamKind.VIDEO, 3, 0, reader("encoder", 2, 0, false)),
            stream(StreamKind.AUDIO, 9, 0, reader("encoder", 9, 0, false)));

    assertEquals(2 * SECOND, view.mediaTimeNs("encoder"));
  }

  @Test
  void progressIsThatOfTheEncodersThatGoOn() {
    ReaderSnapshot slow = reader("slow", 5, 0, false);
    ReaderSnapshot fast = reader("fast", 6, 0, false);
    ReaderSnapshot dead = reader("dead", 1, 0, false);
    ReaderSnapshot late = reader("late", 2, 0, true);
    List<String> encoders = List.of("slow", "dead", "fast", "late");
    StreamSnapshot live =
        new StreamSnapshot(
            "s",
            1,
            StreamKind.VIDEO,
            ControlDescriptor.STATE_LIVE,
            3,
            -1,
            9,
            0,
            0,
            0,
            false,
            List.of(slow, fast, late),
            List.of(dead));
    Map<String, ReaderSnapshot> seen =
        Map.of("slow", slow, "fast", fast, "dead", dead, "late", late);
    PipelineView running = view(new PipelineView.Stream(live, seen));

    assertEquals(5 * SECOND, Progress.of(running, encoders, null, SECOND).mediaNs());

    StreamSnapshot ended =
        new StreamSnapshot(
            "s",
            1,
            StreamKind.VIDEO,
            ControlDescriptor.STATE_ENDED,
            3,
            -1,
            9,
            0,
            0,
            0,
            false,
            List.of(late),
            List.of(slow, fast, dead));
    PipelineView over = view(new PipelineView.Stream(ended, seen));

    assertEquals(6 * SECOND, Progress.of(over, encoders, null, SECOND).mediaNs());
  }

  @Test
  void streamsOfDeadWritersCountNoMore() {
    PipelineView.Stream left = live("left", 4, 100, true, reader("one", 4, 0, false));
    PipelineView.Stream right = live("right", 7, 20, false, reader("two", 6, 0, false));
    List<String> encoders = List.of("one", "two");

    Progress half = Progress.of(view(left, right), encoders, null, SECOND);

    assertEquals(new Progress(7, 6 * SECOND, 20 * SECOND, 0, SECOND), half);
    Progress none = Progress.of(view(left), encoders, null, SECOND);
    assertEquals(new Progress(4, 4 * SECOND, 100 * SECOND, 0, SECOND), none);
  }

  @Test
  void timeIsCountedFromTheLookBeforeTheFirstFrame() {
    ProgressMeter meter =
        new ProgressMeter(
            new Console("t", System.err, false, Console.Loudness.QUIET), List.of(), null);
    PipelineView begun = view(stream(StreamKind.VIDEO, 50, 0));

    meter.update(view(stream(StreamKind.VIDEO, 0, 0)), 10 * SECOND);
    assertEquals(SECOND, meter.progress(begun, 11 * SECOND).wallNs(), "over before the next look");
    meter.update(begun, 11 * SECOND);
    assertEquals(3 * SECOND, meter.progress(begun, 13 * SECOND).wallNs());
  }

  private static PipelineView view(PipelineView.Stream... streams) {
    return new PipelineView(true, List.of(streams));
  }

  /** A stream that has ended. */
  private static PipelineView.Stream stream(
      StreamKind kind, long published, long dropped, ReaderSnapshot... readers) {
    Map<String, ReaderSnapshot> byName = new HashMap<>();
    for (ReaderSnapshot reader : readers) {
      byName.put(reader.name(), reader);
    }
    StreamSnapshot counters =
        new StreamSnapshot(
            "s",
            1,
            kind,
            ControlDescriptor.STATE_ENDED,
            3,
            -1,
            published,
            dropped,
            0,
            0,
            false,
            List.of(readers),
            List.of());
    return new PipelineView.Stream(counters, byName);
  }

  /** A stream of video without an end. */
  private static PipelineView.Stream live(
      String name, long published, long seconds, boolean lost, ReaderSnapshot reader) {
    StreamSnapshot counters =
        new StreamSnapshot(
            name,
            1,
            StreamKind.VIDEO,
            ControlDescriptor.STATE_LIVE,
            3,
            seconds * SECOND,
            published,
            0,
            0,
            0,
            lost,
            List.of(reader),
            List.of());
    return new PipelineView.Stream(counters, Map.of(reader.name(), reader));
  }

  /** A reader that took one frame a second. */
  private static ReaderSnapshot reader(String name, long delivered, long skipped, boolean evicted) {
    return new ReaderSnapshot(
        name,
        ReaderCellDescriptor.POLICY_EVERY,
        evicted,
        delivered,
        skipped,
        0,
        0,
        0,
        delivered * SECOND);
  }
}
