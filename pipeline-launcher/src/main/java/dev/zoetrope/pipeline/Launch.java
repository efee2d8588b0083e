package dev.zoetrope.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a stage's process is started, beyond what its role needs.
 *
 * @param classPath of a Java class, in addition to zoetrope's own
 * @param environment variables
 * @param javaOptions of its JVM
 */
public record Launch(
    List<String> classPath, Map<String, String> environment, List<String> javaOptions) {
  /** Nothing special. */
  public static final Launch PLAIN = new Launch(List.of(), Map.of(), List.of());

  /** Copies all. */
  public Launch {
    classPath = List.copyOf(classPath);
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    javaOptions = List.copyOf(javaOptions);
  }

  /** The same with further variables, where it has none of these names itself. */
  public Launch withDefaults(Map<String, String> variables) {
    Map<String, String> all = new LinkedHashMap<>(variables);
    all.putAll(environment);
    return new Launch(classPath, all, javaOptions);
  }
}
