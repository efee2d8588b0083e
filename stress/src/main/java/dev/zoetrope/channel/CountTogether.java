package dev.zoetrope.channel;

import dev.zoetrope.layout.ReaderCellDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Two threads of one reader release a frame each, and count it. Counters that several threads write
 * are added to in one step.
 *
 * <p>Forbidden: a release that is not counted.
 */
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both are counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "one is not counted")
public class CountTogether {
  private CountTogether() {}

  /** The reader pins the frames in the slots 0 and 1. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.EVERY);

    Start() {
      stream.publish();
      stream.publish();
      reader.next();
      reader.next();
    }

    void end(I_Result r) {
      r.r1 = (int) reader.cell().counter(ReaderCellDescriptor.RELEASED);
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(CountTogether.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void one() {
      stream.meet();
      reader.release(0, 1);
    }

    @Actor
    public void other() {
      stream.meet();
      reader.release(1, 2);
    }

    @Arbiter
    public void after(I_Result r) {
      end(r);
    }
  }

  /** Seeded: read, added to, and stored. */
  @JCStressTest
  @JCStressMeta(CountTogether.class)
  @State
  public static class CountByStore extends Start {
    @Actor
    public void one() {
      stream.meet();
      reader.cell().increment(ReaderCellDescriptor.RELEASED, 1);
    }

    @Actor
    public void other() {
      stream.meet();
      reader.cell().increment(ReaderCellDescriptor.RELEASED, 1);
    }

    @Arbiter
    public void after(I_Result r) {
      end(r);
    }
  }
}
