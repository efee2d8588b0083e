package dev.zoetrope.channel;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.GradingResult;

/** What jcstress saw of one race, in all forks and configurations together. */
final class Race {
  private final String name;
  private final NavigableMap<String, Long> outcomes = new TreeMap<>();
  private final NavigableMap<String, String> forbidden = new TreeMap<>();
  private final List<String> errors = new ArrayList<>();

  Race(String name) {
    this.name = name;
  }

  void add(TestResult result) {
    if (result.status() != Status.NORMAL) {
      errors.add(result.status() + " with " + result.getConfig().jvmArgs);
      errors.addAll(result.getMessages());
      errors.addAll(result.getVmErr());
      return;
    }
    for (GradingResult graded : result.grading().gradingResults.values()) {
      if (graded.count > 0) {
        outcomes.merge(graded.id, graded.count, Long::sum);
        if (graded.expect != Expect.ACCEPTABLE) {
          forbidden.put(graded.id, graded.description);
        }
      }
    }
  }

  /** Whether a step is weakened in it, so that the forbidden has to be seen. */
  boolean isSeeded() {
    return !name.contains(".Shipped");
  }

  String name() {
    return name;
  }

  long samples() {
    return outcomes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How often what may not happen happened. */
  long forbidden() {
    return forbidden.keySet().stream().mapToLong(outcomes::get).sum();
  }

  /** What went wrong, but for outcomes; empty when nothing did. */
  String errors() {
    return errors.isEmpty() ? "" : name + "\n    " + String.join("\n    ", errors);
  }

  /** Outcomes that may not be, how often they were, and what they mean. */
  String complaint() {
    StringBuilder text = new StringBuilder(name);
    forbidden.forEach(
        (id, meaning) ->
            text.append("\n    (%s) %,d times: %s".formatted(id, outcomes.get(id), meaning)));
    return text.append("\n    in %,d samples: %s".formatted(samples(), outcomes)).toString();
  }

  @Override
  public String toString() {
    return "%-40s %,12d samples %,11d forbidden  %s"
        .formatted(name.replace("dev.zoetrope.channel.", ""), samples(), forbidden(), outcomes);
  }
}
