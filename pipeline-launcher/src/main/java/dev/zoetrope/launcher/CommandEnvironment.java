package dev.zoetrope.launcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables that tell a program of somebody's what it is in a pipeline. */
final class CommandEnvironment {
  private static final String DEFAULT_POLICY = "every";

  private CommandEnvironment() {}

  /**
   * Of a stage that reads and writes streams.
   *
   * @param name to join under
   * @param reads streams that it reads
   * @param policy with which it reads them; null for the usual one
   * @param writes streams that it writes
   * @param awaited readers of what it writes, as {@code STREAM=NAME}
   * @param slots of what it writes; 0 when nobody knows
   */
  static Map<String, String> of(
      String name,
      List<String> reads,
      String policy,
      List<String> writes,
      List<String> awaited,
      int slots) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("ZOETROPE_NAME", name);
    if (!reads.isEmpty()) {
      variables.put("ZOETROPE_STREAMS", String.join(" ", reads));
      variables.put("ZOETROPE_POLICY", policy == null ? DEFAULT_POLICY : policy);
    }
    if (!writes.isEmpty()) {
      variables.put("ZOETROPE_OUT", String.join(" ", writes));
      variables.put("ZOETROPE_AWAIT", String.join(",", awaited));
      variables.put("ZOETROPE_SLOTS", slots == 0 ? "" : String.valueOf(slots));
    }
    return variables;
  }
}
