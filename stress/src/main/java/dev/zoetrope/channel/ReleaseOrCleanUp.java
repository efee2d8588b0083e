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
 * A reader releases a frame while the writer clears the pin of another one, which was evicted and
 * is gone. SYNC release-1; the clean-up is {@link SlotWriter#leave}.
 *
 * <p>Forbidden: a pin that nobody clears any more: a slot lost for good.
 */
@Outcome(id = "1, 30", expect = Expect.ACCEPTABLE, desc = "no pin is left")
@Outcome(expect = Expect.FORBIDDEN, desc = "a pin is left, or the release failed")
public class ReleaseOrCleanUp {
  private ReleaseOrCleanUp() {}

  /** Both readers pin frame 1 in slot 0. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.LATEST);

    Start() {
      SlotReader gone = stream.join(1, ReaderPolicy.EVERY);
      stream.publish();
      reader.next();
      gone.next();
    }

    void end(II_Result r) {
      r.r2 = stream.owners(0);
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(ReleaseOrCleanUp.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void reader(II_Result r) {
      stream.meet();
      r.r1 = reader.release(0, 1) ? 1 : 0;
    }

    @Actor
    public void writer() {
      stream.meet();
      stream.writer.evict(1);
      stream.writer.leave(1);
    }

    @Arbiter
    public void after(II_Result r) {
      end(r);
    }
  }

  /** Seeded: the release is stored. */
  @JCStressTest
  @JCStressMeta(ReleaseOrCleanUp.class)
  @State
  public static class ReleaseByStore extends Start {
    @Actor
    public void reader(II_Result r) {
      stream.meet();
      stream.storeWord(0, stream.word(0) & ~SlotWord.pinBit(0));
      r.r1 = 1;
    }

    @Actor
    public void writer() {
      stream.meet();
      stream.writer.evict(1);
      stream.writer.leave(1);
    }

    @Arbiter
    public void after(II_Result r) {
      end(r);
    }
  }

  /** Seeded: the clean-up is stored. */
  @JCStressTest
  @JCStressMeta(ReleaseOrCleanUp.class)
  @State
  public static class CleanUpByStore extends Start {
    @Actor
    public void reader(II_Result r) {
      stream.meet();
      r.r1 = reader.release(0, 1) ? 1 : 0;
    }

    @Actor
    public void writer() {
      stream.meet();
      stream.storeWord(0, stream.word(0) & ~SlotWord.pinBit(1));
    }

    @Arbiter
    public void after(II_Result r) {
      end(r);
    }
  }
}
