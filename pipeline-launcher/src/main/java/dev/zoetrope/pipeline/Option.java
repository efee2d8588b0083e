package dev.zoetrope.pipeline;

import java.util.ArrayList;
import java.util.List;

/**
 * An option of a stage, with as many values as it was given: {@code t: 10}, {@code re: true},
 * {@code map: [0:v, 0:a]}.
 *
 * @param key without dashes
 * @param values empty for an option that takes none
 * @param place where it stands
 */
public record Option(String key, List<String> values, Place place) {
  /** Copies the values. */
  public Option {
    values = List.copyOf(values);
  }

  /** The arguments that say this, behind {@code dash}. */
  public List<String> arguments(String dash) {
    if (values.isEmpty()) {
      return List.of(dash + key);
    }
    List<String> arguments = new ArrayList<>();
    for (String value : values) {
      arguments.add(dash + key);
      arguments.add(value);
    }
    return arguments;
  }
}
