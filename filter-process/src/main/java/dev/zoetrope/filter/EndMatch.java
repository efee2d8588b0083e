package dev.zoetrope.filter;

import dev.zoetrope.ffmpeg.GraphEnds;
import dev.zoetrope.stage.UsageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Which stream goes to which open end of a graph. */
final class EndMatch {
  private EndMatch() {}

  /**
   * Matches by label, and what has none in order.
   *
   * @param option that names the streams, for messages
   * @param does what the graph does with them, for messages
   * @param ends of the graph
   * @param streams names, in the order of the command line
   * @return for each end the index of its stream
   * @throws UsageException when they do not match one to one
   */
  static List<Integer> match(
      String option, String does, List<GraphEnds.End> ends, List<String> streams) {
    if (ends.size() != streams.size()) {
      throw new UsageException(
          "the graph "
              + does
              + " "
              + count(ends.size())
              + ", "
              + option
              + " names "
              + (streams.isEmpty() ? "none" : streams.size() + ": " + String.join(", ", streams)));
    }
    List<Integer> matched = new ArrayList<>(Collections.nCopies(ends.size(), -1));
    for (int i = 0; i < ends.size(); i++) {
      String label = ends.get(i).label();
      if (label != null && streams.contains(label)) {
        matched.set(i, streams.indexOf(label));
      }
    }
    for (int i = 0; i < ends.size(); i++) {
      String label = ends.get(i).label();
      if (label != null && matched.get(i) < 0) {
        throw new UsageException(
            "the graph "
                + does
                + " ["
                + label
                + "], which is none of "
                + option
                + ": "
                + String.join(", ", streams));
      }
      if (matched.get(i) < 0) {
        matched.set(i, firstFree(matched, streams.size()));
      }
    }
    if (matched.stream().distinct().count() < matched.size()) {
      throw new UsageException("the graph " + does + " one stream twice; use split or asplit");
    }
    return matched;
  }

  private static int firstFree(List<Integer> matched, int count) {
    int free = 0;
    while (free < count - 1 && matched.contains(free)) {
      free++;
    }
    return free;
  }

  private static String count(int streams) {
    return streams == 0 ? "no stream" : streams == 1 ? "one stream" : streams + " streams";
  }
}
