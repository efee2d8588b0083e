package dev.zoetrope.bench;

import java.io.IOException;
import java.util.List;

/** Where a contender gets its two processes from. */
interface Players {
  /** Two processes. */
  Pair take() throws IOException;

  /** They are needed no more. */
  void giveBack(Pair pair);

  /** The same two for all, warm from what they did before; others once they were killed. */
  static Players shared(SharedPair shared) {
    return new Players() {
      @Override
      public Pair take() throws IOException {
        return shared.living();
      }

      @Override
      public void giveBack(Pair used) {}
    };
  }

  /**
   * New ones each time.
   *
   * @param command what to run; {@code write} or {@code read} is added
   */
  static Players started(List<String> command) {
    return new Players() {
      @Override
      public Pair take() throws IOException {
        return Pair.of(command);
      }

      @Override
      public void giveBack(Pair used) {
        used.close();
      }
    };
  }
}
