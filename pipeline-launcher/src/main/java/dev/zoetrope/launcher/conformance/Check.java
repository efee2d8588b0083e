package dev.zoetrope.launcher.conformance;

import java.io.IOException;

/**
 * One promise of the protocol, and the way to see whether a program keeps it.
 *
 * @param name short name, for {@code --only}
 * @param section section of docs/PROTOCOL.md that asks for it
 * @param promise what a program that passes does
 * @param body throws what is wrong
 */
record Check(String name, String section, String promise, Body body) {
  /** Starts the program and looks at what it does. */
  @FunctionalInterface
  interface Body {
    /** Returns when the promise is kept. */
    void run(Bench bench) throws IOException, InterruptedException, Violation;
  }
}
