package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.ReaderCellDescriptor;
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
 * A reader says that it sleeps and looks once more, while the writer publishes or ends and looks
 * whom to ring. SYNC sleep-1, sleep-2, publish-3 and bell-1.
 *
 * <p>Forbidden: that the reader sleeps and the writer does not ring.
 */
@Outcome(
    id = "0, 0",
    expect = Expect.ACCEPTABLE,
    desc = "the reader saw it, the writer did not ring")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the reader saw it, the writer rang")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the reader sleeps, the writer rang")
@Outcome(expect = Expect.FORBIDDEN, desc = "the reader sleeps, the writer did not ring")
public class ReaderSleeps {
  private ReaderSleeps() {}

  /** A claimed slot, and nothing published. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.EVERY);
    final int slot = stream.writer.claim();

    /** As the writer does after a publish and at the end. */
    void ring(II_Result r) {
      r.r1 = (int) (stream.writer.cell(0).sleepSequenceVolatile() & 1);
    }

    /** As {@link StreamReader} does before it sleeps. */
    void sleep(II_Result r) {
      reader.cell().sleepSequenceVolatile(1);
      look(r);
    }

    void look(II_Result r) {
      boolean isLive = reader.control().writerStateVolatile() == ControlDescriptor.STATE_LIVE;
      r.r2 = reader.isDrained() && isLive ? 1 : 0;
    }
  }

  @JCStressTest
  @JCStressMeta(ReaderSleeps.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.writer.publish(slot);
      ring(r);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      sleep(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(ReaderSleeps.class)
  @State
  public static class ShippedEnd extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.control.writerStateVolatile(ControlDescriptor.STATE_ENDED);
      ring(r);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      sleep(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the cursor is stored with release, so that it may pass the look at the flag. */
  @JCStressTest
  @JCStressMeta(ReaderSleeps.class)
  @State
  public static class CursorByRelease extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.storeWord(slot, SlotWord.of(SlotWord.READY, 0, 1));
      stream.storeRing(1, slot);
      stream.storeCursor(1);
      ring(r);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      sleep(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the flag is stored with release, so that it may pass the look at the cursor. */
  @JCStressTest
  @JCStressMeta(ReaderSleeps.class)
  @State
  public static class FlagByRelease extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.writer.publish(slot);
      ring(r);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      int flag = ControlDescriptor.cellOffset(0) + ReaderCellDescriptor.SLEEP_SEQUENCE;
      reader.control().buffer().putLongRelease(flag, 1);
      look(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the reader looks, and says then that it sleeps. */
  @JCStressTest
  @JCStressMeta(ReaderSleeps.class)
  @State
  public static class LookBeforeFlag extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.writer.publish(slot);
      ring(r);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      look(r);
      reader.cell().sleepSequenceVolatile(1);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }
}
