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
 * A reader reads what it pinned and releases it, while the writer claims the slot and fills it
 * anew. SYNC release-1 and claim-1.
 *
 * <p>Forbidden: that the reader sees a byte of the next frame.
 */
@Outcome(id = "1, 1, -1", expect = Expect.ACCEPTABLE, desc = "the slot was pinned still")
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "the slot was released")
@Outcome(expect = Expect.FORBIDDEN, desc = "a pinned frame changed")
public class ReleaseThenClaim {
  private ReleaseThenClaim() {}

  /** The reader pins frame 1 in slot 0, the only one to claim. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.LATEST);

    Start() {
      stream.publish();
      stream.writer.claim();
      reader.next();
    }

    void fill(III_Result r, int slot) {
      r.r3 = slot;
      if (slot != SlotWriter.NONE) {
        stream.fill(slot, 2);
      }
    }
  }

  @JCStressTest
  @JCStressMeta(ReleaseThenClaim.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void reader(III_Result r) {
      stream.meet();
      r.r1 = stream.payload(0);
      r.r2 = reader.release(0, 1) ? 1 : 0;
    }

    @Actor
    public void writer(III_Result r) {
      stream.meet();
      fill(r, stream.writer.claim());
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the reader releases first, and reads then. */
  @JCStressTest
  @JCStressMeta(ReleaseThenClaim.class)
  @State
  public static class ReleaseBeforeRead extends Start {
    @Actor
    public void reader(III_Result r) {
      stream.meet();
      r.r2 = reader.release(0, 1) ? 1 : 0;
      r.r1 = stream.payload(0);
    }

    @Actor
    public void writer(III_Result r) {
      stream.meet();
      fill(r, stream.writer.claim());
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the writer does not look at the pins. */
  @JCStressTest
  @JCStressMeta(ReleaseThenClaim.class)
  @State
  public static class ClaimOfPinned extends Start {
    @Actor
    public void reader(III_Result r) {
      stream.meet();
      r.r1 = stream.payload(0);
      r.r2 = reader.release(0, 1) ? 1 : 0;
    }

    @Actor
    public void writer(III_Result r) {
      stream.meet();
      long word = stream.word(0);
      boolean claimed = stream.changeWord(0, word, SlotWord.of(SlotWord.WRITING, 0, 1));
      fill(r, claimed ? 0 : SlotWriter.NONE);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }
}
