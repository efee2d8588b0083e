package dev.zoetrope.bench;

import java.io.IOException;

/** Two JVMs for everybody; two others in their place once somebody had them killed. */
final class SharedPair implements AutoCloseable {
  private Pair pair;

  SharedPair() throws IOException {
    pair = Pair.java();
  }

  Pair living() throws IOException {
    if (!pair.isAlive()) {
      pair.close();
      pair = Pair.java();
    }
    return pair;
  }

  @Override
  public void close() {
    pair.close();
  }
}
