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
 * The writer claims a slot, spoils its payload and gives it back, while a reader wants the frame
 * that was there. SYNC claim-1 and pin-1.
 *
 * <p>Forbidden: that the reader gets a frame that the writer has begun to overwrite.
 */
@Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "the reader was first")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "the writer was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "a spoiled frame, or both have the slot")
public class AbortOrPin {
  private AbortOrPin() {}

  /** Frame 1 is in slot 0, the only one to claim. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.LATEST);

    Start() {
      stream.publish();
      stream.writer.claim();
    }

    boolean spoil(II_Result r) {
      r.r1 = stream.writer.claim();
      if (r.r1 == SlotWriter.NONE) {
        return false;
      }
      stream.fill(r.r1, 2);
      return true;
    }

    void take(II_Result r) {
      int slot = reader.next();
      r.r2 = slot == SlotReader.NONE ? 0 : stream.payload(slot);
    }
  }

  @JCStressTest
  @JCStressMeta(AbortOrPin.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      if (spoil(r)) {
        stream.writer.abort(r.r1);
      }
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

  /** Seeded: the abort puts the word back as it was. */
  @JCStressTest
  @JCStressMeta(AbortOrPin.class)
  @State
  public static class AbortToReady extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      if (spoil(r)) {
        stream.storeWord(r.r1, SlotWord.of(SlotWord.READY, 0, 1));
      }
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
