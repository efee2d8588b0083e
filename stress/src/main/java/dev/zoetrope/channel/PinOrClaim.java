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
 * A reader pins the frame whose slot the writer claims. SYNC pin-1 and claim-1.
 *
 * <p>Forbidden: that both have the slot, or neither.
 */
@Outcome(id = "0, -1, 20", expect = Expect.ACCEPTABLE, desc = "the writer was first")
@Outcome(id = "-1, 0, 31", expect = Expect.ACCEPTABLE, desc = "the reader was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "both have the slot, or neither")
public class PinOrClaim {
  private static final int NONE = SlotWriter.NONE;

  private PinOrClaim() {}

  /** A frame in slot 0 that nobody waits for, and no other slot to claim. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.LATEST);

    Start() {
      stream.publish();
      stream.writer.claim();
    }

    void end(III_Result r) {
      r.r3 = stream.owners(0);
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(PinOrClaim.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer(III_Result r) {
      stream.meet();
      r.r1 = stream.writer.claim();
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      r.r2 = reader.next();
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }

  /** Seeded: the reader stores its pin. */
  @JCStressTest
  @JCStressMeta(PinOrClaim.class)
  @State
  public static class PinByStore extends Start {
    @Actor
    public void writer(III_Result r) {
      stream.meet();
      r.r1 = stream.writer.claim();
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      long word = stream.word(0);
      r.r2 = SlotWord.state(word) == SlotWord.READY ? 0 : NONE;
      if (r.r2 == 0) {
        stream.storeWord(0, word | SlotWord.pinBit(0));
      }
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }

  /** Seeded: the writer stores its claim. */
  @JCStressTest
  @JCStressMeta(PinOrClaim.class)
  @State
  public static class ClaimByStore extends Start {
    @Actor
    public void writer(III_Result r) {
      stream.meet();
      r.r1 = SlotWord.pins(stream.word(0)) == 0 ? 0 : NONE;
      if (r.r1 == 0) {
        stream.storeWord(0, SlotWord.of(SlotWord.WRITING, 0, 1));
      }
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      r.r2 = reader.next();
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }
}
