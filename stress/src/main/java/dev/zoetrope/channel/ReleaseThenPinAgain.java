package dev.zoetrope.channel;

import dev.zoetrope.layout.CorruptRegionException;
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
 * A thread of the reader, such as a codec's, releases a frame; the writer fills the slot anew, and
 * the reader's own thread pins it again. SYNC release-1, claim-1 and pin-1, and what the reader
 * remembers of its pins beside them.
 *
 * <p>Forbidden: that the reader takes its own former pin for a corrupt region, or loses the new
 * one.
 */
@Outcome(id = "1, -1, 30", expect = Expect.ACCEPTABLE, desc = "the slot was pinned still")
@Outcome(id = "1, 0, 31", expect = Expect.ACCEPTABLE, desc = "released, filled, pinned again")
@Outcome(expect = Expect.FORBIDDEN, desc = "the former pin was in the way, or the new one is lost")
public class ReleaseThenPinAgain {
  private ReleaseThenPinAgain() {}

  /** The reader pins frame 1 in slot 0, the only one to claim. */
  abstract static class Start {
    static final int CORRUPT = 9;

    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.EVERY);

    Start() {
      stream.publish();
      stream.writer.claim();
      reader.next();
    }

    /** The next frame, if there is a slot for it. */
    void goOn(III_Result r) {
      stream.publish();
      try {
        r.r2 = reader.next();
      } catch (CorruptRegionException e) {
        r.r2 = CORRUPT;
      }
    }

    void end(III_Result r) {
      r.r3 = stream.owners(0);
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(ReleaseThenPinAgain.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void codec(III_Result r) {
      stream.meet();
      r.r1 = reader.release(0, 1) ? 1 : 0;
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      goOn(r);
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }

  /** Seeded: the pin goes before the reader forgets it. */
  @JCStressTest
  @JCStressMeta(ReleaseThenPinAgain.class)
  @State
  public static class ForgottenAfterPin extends Start {
    @Actor
    public void codec(III_Result r) {
      stream.meet();
      long word = stream.word(0);
      r.r1 = stream.changeWord(0, word, word & ~SlotWord.pinBit(0)) ? 1 : 0;
      stream.ringAll();
      reader.release(0, 1);
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      goOn(r);
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }
}
