package dev.zoetrope.stage;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handles operating-system signals through {@code sun.misc.Signal}, by reflection because the
 * compiler warns of that class without a way to accept it. Where it is missing, the JVM's own
 * behaviour stays.
 */
final class Signals {
  private Signals() {}

  /**
   * Calls a handler at every signal of a name, instead of ending the process.
   *
   * @param name {@code INT}, {@code TERM} or {@code HUP}
   * @param handler runs on a thread of its own
   */
  static void handle(String name, Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler run =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  handler.run();
                  yield null;
                }
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> name;
              };
      Object adapter =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(), new Class<?>[] {signalHandler}, run);
      signal
          .getMethod("handle", signal, signalHandler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), adapter);
    } catch (ReflectiveOperationException e) {
      // A JVM without that class, or a signal that it keeps to itself.
    }
  }
}
