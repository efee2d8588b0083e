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
 * A reader that was taken for dead releases its frame, while the writer gives its cell to another
 * reader and its slot to another frame, which that one pins. SYNC release-1 and claim-1.
 *
 * <p>Forbidden: that the pin of the new reader goes.
 */
@Outcome(id = "0, 31", expect = Expect.ACCEPTABLE, desc = "too late: nothing is released")
@Outcome(id = "1, 31", expect = Expect.ACCEPTABLE, desc = "in time: the old pin is released")
@Outcome(expect = Expect.FORBIDDEN, desc = "the pin of the new reader is gone")
public class ReleaseTooLate {
  private ReleaseTooLate() {}

  /** The reader in cell 0 pins frame 1 in slot 0, the only one to claim. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader late = stream.join(0, ReaderPolicy.LATEST);

    Start() {
      stream.publish();
      stream.writer.claim();
      late.next();
    }

    void replace() {
      stream.writer.leave(0);
      SlotReader successor = stream.join(0, ReaderPolicy.LATEST);
      stream.publish();
      successor.next();
    }

    void end(II_Result r) {
      r.r2 = stream.owners(0);
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(ReleaseTooLate.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void late(II_Result r) {
      stream.meet();
      r.r1 = late.release(0, 1) ? 1 : 0;
    }

    @Actor
    public void writer() {
      stream.meet();
      replace();
    }

    @Arbiter
    public void after(II_Result r) {
      end(r);
    }
  }

  /** Seeded: the release clears its bit, whatever frame the slot holds. */
  @JCStressTest
  @JCStressMeta(ReleaseTooLate.class)
  @State
  public static class ReleaseWithoutGeneration extends Start {
    @Actor
    public void late(II_Result r) {
      stream.meet();
      long word = stream.word(0);
      long to = word & ~SlotWord.pinBit(0);
      r.r1 = word != to && stream.changeWord(0, word, to) ? 1 : 0;
    }

    @Actor
    public void writer() {
      stream.meet();
      replace();
    }

    @Arbiter
    public void after(II_Result r) {
      end(r);
    }
  }
}
