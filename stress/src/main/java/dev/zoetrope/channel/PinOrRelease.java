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
 * One reader pins a frame while another one releases it. SYNC pin-1 and release-1.
 *
 * <p>Forbidden: that a pin is lost, or one stays that was released.
 */
@Outcome(id = "1, 0, 32", expect = Expect.ACCEPTABLE, desc = "one pin of two is left")
@Outcome(expect = Expect.FORBIDDEN, desc = "a pin is lost, or too many are left")
public class PinOrRelease {
  private PinOrRelease() {}

  /** Reader 0 holds the frame in slot 0. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader holder = stream.join(0, ReaderPolicy.LATEST);
    final SlotReader other = stream.join(1, ReaderPolicy.LATEST);

    Start() {
      stream.publish();
      holder.next();
    }

    void end(III_Result r) {
      r.r3 = stream.owners(0);
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(PinOrRelease.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void release(III_Result r) {
      stream.meet();
      r.r1 = holder.release(0, 1) ? 1 : 0;
    }

    @Actor
    public void pin(III_Result r) {
      stream.meet();
      r.r2 = other.next();
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }

  /** Seeded: the pin is stored. */
  @JCStressTest
  @JCStressMeta(PinOrRelease.class)
  @State
  public static class PinByStore extends Start {
    @Actor
    public void release(III_Result r) {
      stream.meet();
      r.r1 = holder.release(0, 1) ? 1 : 0;
    }

    @Actor
    public void pin(III_Result r) {
      stream.meet();
      stream.storeWord(0, stream.word(0) | SlotWord.pinBit(1));
      r.r2 = 0;
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }

  /** Seeded: the release is stored. */
  @JCStressTest
  @JCStressMeta(PinOrRelease.class)
  @State
  public static class ReleaseByStore extends Start {
    @Actor
    public void release(III_Result r) {
      stream.meet();
      stream.storeWord(0, stream.word(0) & ~SlotWord.pinBit(0));
      r.r1 = 1;
    }

    @Actor
    public void pin(III_Result r) {
      stream.meet();
      r.r2 = other.next();
    }

    @Arbiter
    public void after(III_Result r) {
      end(r);
    }
  }
}
