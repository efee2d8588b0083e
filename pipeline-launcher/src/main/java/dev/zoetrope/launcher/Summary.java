package dev.zoetrope.launcher;

import dev.zoetrope.ffmpeg.command.Decimals;
import dev.zoetrope.layout.StreamKind;
import dev.zoetrope.stats.ReaderSnapshot;
import dev.zoetrope.stats.StreamSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The last line of a run: what went through, how fast, and every loss with who had it. */
final class Summary {
  private Summary() {}

  /**
   * Writes the line.
   *
   * @param how the run ended, such as {@code done}
   * @param view the pipeline at its end
   * @param progress the progress at its end
   * @return one line
   */
  static String of(String how, PipelineView view, Progress progress) {
    if (view.streams().isEmpty()) {
      // What is done had frames, whether or not their counters could be seen.
      return how + (how.equals("done") ? ", its frames were not counted" : ": no frames");
    }
    List<String> parts = new ArrayList<>();
    Set<String> readers = new LinkedHashSet<>();
    for (PipelineView.Stream stream : view.streams()) {
      StreamSnapshot counters = stream.counters();
      String lost = counters.dropped() == 0 ? "" : " (" + counters.dropped() + " more dropped)";
      parts.add(counters.published() + " " + what(stream, view) + " frames" + lost);
      readers.addAll(stream.readers().keySet());
    }
    parts.add(
        MediaTimes.span(progress.mediaNs())
            + " of media in "
            + MediaTimes.span(progress.wallNs())
            + " ("
            + Decimals.fixed(progress.speed(), 2)
            + "x)");
    StringBuilder line = new StringBuilder(how + ": " + String.join(", ", parts));
    readers.stream().sorted().forEach(reader -> line.append(of(reader, view)));
    return line.toString();
  }

  private static String of(String reader, PipelineView view) {
    List<String> taken = new ArrayList<>();
    boolean all = true;
    for (PipelineView.Stream stream : view.streams()) {
      ReaderSnapshot seen = stream.readers().get(reader);
      if (seen != null && seen.delivered() + seen.skipped() > 0) {
        all &= seen.delivered() == stream.counters().published();
        taken.add(
            seen.delivered()
                + " "
                + what(stream, view)
                + (seen.skipped() == 0 ? "" : " (" + seen.skipped() + " skipped)")
                + (seen.evicted() ? " until evicted" : ""));
      }
    }
    if (taken.isEmpty()) {
      return "; " + reader + " took none";
    }
    return "; " + reader + " took " + (all ? "all" : String.join(", ", taken));
  }

  /** Its kind, or its name where that says more. */
  private static String what(PipelineView.Stream stream, PipelineView view) {
    StreamKind kind = stream.counters().kind();
    long ofKind = view.streams().stream().filter(s -> s.counters().kind() == kind).count();
    return ofKind > 1 ? stream.name() : kind == StreamKind.VIDEO ? "video" : "audio";
  }
}
