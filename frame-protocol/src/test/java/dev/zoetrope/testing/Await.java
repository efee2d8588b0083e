package dev.zoetrope.testing;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;

/** Waits for a condition that another thread or process brings about. */
public final class Await {
  private static final long LOOK_AGAIN_NS = 500_000;

  private Await() {}

  /** A condition that may throw. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it holds now. */
    boolean holds() throws Exception;
  }

  /** Fails when the condition does not hold within {@link TestPipeline#SOON_NS}. */
  public static void until(String what, Condition condition) {
    long deadline = System.nanoTime() + TestPipeline.SOON_NS;
    try {
      while (!condition.holds()) {
        if (System.nanoTime() - deadline > 0) {
          Assertions.fail("waited in vain until " + what);
        }
        LockSupport.parkNanos(LOOK_AGAIN_NS);
      }
    } catch (Exception e) {
      Assertions.fail("while waiting until " + what, e);
    }
  }
}
