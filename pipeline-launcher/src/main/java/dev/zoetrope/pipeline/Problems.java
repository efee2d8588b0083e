package dev.zoetrope.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All that is wrong with a pipeline, so that it can be mended in one go. Not thread-safe. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();
  private boolean incomplete;

  /** Adds what the description itself has wrong. */
  public void usage(Place place, String text) {
    found.add(new Problem(place, text, true));
  }

  /** Adds what is wrong with the files of this machine. */
  void files(Place place, String text) {
    found.add(new Problem(place, text, false));
  }

  /** Says that a part could not be read at all: what misses it is no problem of its own. */
  void incomplete() {
    incomplete = true;
  }

  /** Whether a part could not be read at all. */
  boolean isIncomplete() {
    return incomplete;
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** Whether anything is wrong with the description itself. */
  public boolean hasUsage() {
    return found.stream().anyMatch(Problem::isUsage);
  }

  /** The problems, in the order of their places; each text once for each place. */
  public List<Problem> sorted() {
    return found.stream()
        .distinct()
        .sorted(
            Comparator.comparingInt((Problem problem) -> problem.place().line())
                .thenComparingInt(problem -> problem.place().column()))
        .toList();
  }
}
