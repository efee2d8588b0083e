package dev.zoetrope.channel;

import dev.zoetrope.layout.SlotWord;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A reader that wants the newest frame pins it while the writer overwrites it with the next one.
 * SYNC look-2, pin-1 and claim-1.
 *
 * <p>Forbidden: a pin on another frame than the reader believes, a torn frame, one that nobody
 * counted.
 */
@Outcome(id = "0, 0, 1", expect = Expect.ACCEPTABLE, desc = "being overwritten")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the old frame")
@Outcome(id = "2, 2, 1", expect = Expect.ACCEPTABLE, desc = "the new frame")
@Outcome(expect = Expect.FORBIDDEN, desc = "another frame than meant, torn, or not accounted for")
public class PinOrOverwrite {
  private PinOrOverwrite() {}

  /** Frame 1 is in slot 0, the only one to claim. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.LATEST);

    Start() {
      stream.publish();
      stream.writer.claim();
    }

    void end(III_Result r) {
      r.r3 = TinyStream.accounted(reader);
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(PinOrOverwrite.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.publish();
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      int slot = reader.next();
      if (slot != SlotReader.NONE) {
        r.r1 = (int) reader.consumed();
        r.r2 = stream.payload(slot);
      }
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }

  /** Seeded: the reader pins whatever is READY in the slot that the ring told. */
  @JCStressTest
  @JCStressMeta(PinOrOverwrite.class)
  @State
  public static class PinWithoutGeneration extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.publish();
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      long cursor = stream.control.cursorAcquire();
      int slot = stream.ring(cursor);
      long word = stream.word(slot);
      if (SlotWord.state(word) == SlotWord.READY
          && stream.changeWord(slot, word, word | SlotWord.pinBit(0))) {
        r.r1 = (int) cursor;
        r.r2 = stream.payload(slot);
      }
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }
}
