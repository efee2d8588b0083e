package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
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
 * The writer evicts a reader that stalled and claims the frame that it has yet to take, while the
 * reader takes it after all. SYNC evict-1, evict-2, pin-1 and claim-1.
 *
 * <p>Forbidden: that both have the slot, or neither; a missing frame without a word of eviction,
 * which the reader takes for a corrupt region.
 */
@Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "evicted, and told so")
@Outcome(
    id = "-1, 0",
    expect = Expect.ACCEPTABLE,
    desc = "the reader was first, its pin is honoured")
@Outcome(expect = Expect.FORBIDDEN, desc = "both have the slot, neither, or a gap without a reason")
public class EvictOrPin {
  private EvictOrPin() {}

  /** Frame 1, not taken yet, is in slot 0, the only one to claim. */
  abstract static class Start {
    static final int GAP = 9;

    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.EVERY);

    Start() {
      stream.publish();
      stream.writer.claim();
    }

    void take(II_Result r) {
      try {
        r.r2 = reader.next();
      } catch (CorruptRegionException e) {
        r.r2 = GAP;
      }
    }
  }

  @JCStressTest
  @JCStressMeta(EvictOrPin.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.writer.evict(0);
      r.r1 = stream.writer.claim();
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

  /** Seeded: the reader is told when its frame is overwritten already. */
  @JCStressTest
  @JCStressMeta(EvictOrPin.class)
  @State
  public static class EvictAfterClaim extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.writer.dismiss(0);
      r.r1 = stream.writer.claim();
      if (r.r1 != SlotWriter.NONE) {
        stream.fill(r.r1, 2);
      }
      stream.writer.cell(0).grantStateVolatile(ControlDescriptor.GRANT_EVICTED);
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
}
