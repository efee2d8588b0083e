package dev.zoetrope.channel;

import dev.zoetrope.layout.SlotWord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A reader that takes frames in order while they last is lapped by the writer. SYNC look-1, look-2,
 * pin-1 and claim-1.
 *
 * <p>Forbidden: a frame out of order, twice or torn, and one that nobody counted.
 */
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "in order, complete, accounted for")
@Outcome(expect = Expect.FORBIDDEN, desc = "out of order, torn, or not accounted for")
public class LeakyLapped {
  private LeakyLapped() {}

  /** Frame 1 of 4 is published; two slots. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.LEAKY);
    private long last;

    Start() {
      stream.publish();
    }

    void writeThree() {
      stream.publish();
      stream.publish();
      stream.publish();
    }

    /** Whether a pinned frame is the one that it is said to be, and newer than those before. */
    boolean isRight(int slot, long sequence) {
      boolean isRight = sequence > last && stream.payload(slot) == sequence;
      last = sequence;
      return isRight;
    }
  }

  @JCStressTest
  @JCStressMeta(LeakyLapped.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer() {
      stream.meet();
      writeThree();
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      r.r1 = 1;
      for (int slot = reader.next(); slot != SlotReader.NONE; slot = reader.next()) {
        r.r1 &= isRight(slot, reader.consumed()) ? 1 : 0;
        reader.release(slot, reader.consumed());
      }
    }

    @Arbiter
    public void after(II_Result r) {
      r.r2 = TinyStream.accounted(reader);
      stream.recycle();
    }
  }

  /** Seeded: the reader pins whatever is READY in the slot that the ring told. */
  @JCStressTest
  @JCStressMeta(LeakyLapped.class)
  @State
  public static class PinWithoutGeneration extends Start {
    @Actor
    public void writer() {
      stream.meet();
      writeThree();
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      r.r1 = 1;
      for (long wanted = 1; wanted <= stream.control.cursorAcquire(); wanted++) {
        int slot = stream.ring(wanted);
        long word = stream.word(slot);
        if (SlotWord.state(word) == SlotWord.READY
            && stream.changeWord(slot, word, word | SlotWord.pinBit(0))) {
          r.r1 &= isRight(slot, wanted) ? 1 : 0;
          reader.release(slot, SlotWord.generation(word));
        }
      }
    }

    @Arbiter
    public void after(II_Result r) {
      r.r2 = 1;
      stream.recycle();
    }
  }
}
