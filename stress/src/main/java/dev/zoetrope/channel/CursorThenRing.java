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
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A reader that needs every frame looks at the cursor, the ring and the slot word, while the writer
 * writes them in the reverse order. SYNC publish-2, publish-3, look-1 and look-2.
 *
 * <p>Forbidden: a cursor that leads to no frame; the reader takes that for a corrupt region.
 */
@Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "not published yet")
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "published")
@Outcome(expect = Expect.FORBIDDEN, desc = "the cursor led nowhere")
public class CursorThenRing {
  private CursorThenRing() {}

  /** A claimed slot, and nothing published. */
  abstract static class Start {
    static final int NOWHERE = 9;

    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.EVERY);
    final int slot = stream.writer.claim();

    int take() {
      try {
        return reader.next();
      } catch (CorruptRegionException e) {
        return NOWHERE;
      }
    }
  }

  @JCStressTest
  @JCStressMeta(CursorThenRing.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.writer.publish(slot);
    }

    @Actor
    public void reader(I_Result r) {
      stream.meet();
      r.r1 = take();
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the cursor moves before the ring. */
  @JCStressTest
  @JCStressMeta(CursorThenRing.class)
  @State
  public static class CursorBeforeRing extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.storeWord(slot, SlotWord.of(SlotWord.READY, 0, 1));
      stream.storeCursor(1);
      stream.storeRing(1, slot);
    }

    @Actor
    public void reader(I_Result r) {
      stream.meet();
      r.r1 = take();
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the slot becomes READY when the readers were rung already. */
  @JCStressTest
  @JCStressMeta(CursorThenRing.class)
  @State
  public static class WordLast extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.storeRing(1, slot);
      stream.storeCursor(1);
      stream.ringAll();
      stream.storeWord(slot, SlotWord.of(SlotWord.READY, 0, 1));
    }

    @Actor
    public void reader(I_Result r) {
      stream.meet();
      r.r1 = take();
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }
}
