package dev.zoetrope.channel;

import dev.zoetrope.layout.CorruptRegionException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * A reader of every frame takes one, reads it and releases it, while the writer claims what all
 * readers are done with. SYNC consume-1, consume-2, pin-1 and release-1.
 *
 * <p>Forbidden: that the frame is claimed before it is pinned, or while it is.
 */
@Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "not done with yet")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "done with")
@Outcome(expect = Expect.FORBIDDEN, desc = "claimed before it was read")
public class ConsumeThenClaim {
  private ConsumeThenClaim() {}

  /** Frame 1, not taken yet, is in slot 0, the only one to claim. */
  abstract static class Start {
    static final int GONE = 9;

    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.EVERY);

    Start() {
      stream.publish();
      stream.writer.claim();
    }

    void take(II_Result r) {
      try {
        int slot = reader.next();
        r.r2 = stream.payload(slot);
        reader.release(slot, 1);
      } catch (CorruptRegionException e) {
        r.r2 = GONE;
      }
    }

    void claim(II_Result r) {
      r.r1 = stream.writer.claim();
      if (r.r1 != SlotWriter.NONE) {
        stream.fill(r.r1, 2);
      }
    }
  }

  @JCStressTest
  @JCStressMeta(ConsumeThenClaim.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      claim(r);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      take(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the consumed cursor moves before the pin. */
  @JCStressTest
  @JCStressMeta(ConsumeThenClaim.class)
  @State
  public static class ConsumeBeforePin extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      claim(r);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      reader.cell().consumedRelease(1);
      take(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }
}
