package dev.zoetrope.probe;

import java.util.function.Consumer;

/**
 * Lets tests see, delay or kill a party at a {@link ProtocolPoint}.
 *
 * <p>Without {@code -Dzoetrope.probe=true} nothing can be installed, the constant is false, and
 * compiled code has no trace of it.
 */
public final class Probe {
  private static final boolean ENABLED = Boolean.getBoolean("zoetrope.probe");

  private static volatile Consumer<ProtocolPoint> hook = point -> {};

  private Probe() {}

  /** Called where a party reaches a point; in production, nothing. */
  public static void at(ProtocolPoint point) {
    if (ENABLED) {
      hook.accept(point);
    }
  }

  /**
   * Installs what happens at the points from now on, for this whole process.
   *
   * @param atPoint called on the thread that reaches a point, perhaps under the writer's lock
   * @throws IllegalStateException in a process that was not started with the property
   */
  public static void install(Consumer<ProtocolPoint> atPoint) {
    if (!ENABLED) {
      throw new IllegalStateException("start this JVM with -Dzoetrope.probe=true");
    }
    hook = atPoint;
  }
}
