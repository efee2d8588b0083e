package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The writer publishes the last frame of an epoch and moves on, while a reader looks for frames and
 * whether to follow. SYNC roll-1, follow-1 and publish-3.
 *
 * <p>Forbidden: that the reader follows without the last frame, or does not learn where to.
 */
@Outcome(id = "0, -1", expect = Expect.ACCEPTABLE, desc = "nothing happened yet")
@Outcome(id = "1, -1", expect = Expect.ACCEPTABLE, desc = "the last frame")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "the last frame, then followed")
@Outcome(expect = Expect.FORBIDDEN, desc = "followed without the last frame, or to nowhere")
public class FollowAfterRoll {
  private FollowAfterRoll() {}

  /** A claimed slot, and nothing published. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.EVERY);
    final int slot = stream.writer.claim();

    void roll() {
      stream.writer.publish(slot);
      stream.control.nextEpoch(2);
      stream.control.writerStateVolatile(ControlDescriptor.STATE_SUPERSEDED);
    }

    boolean isSuperseded() {
      return reader.control().writerStateVolatile() == ControlDescriptor.STATE_SUPERSEDED;
    }

    /** As {@link StreamReader#poll} does: a frame, or the state and then the cursor. */
    void poll(II_Result r) {
      r.r2 = -1;
      do {
        if (reader.next() != SlotReader.NONE) {
          r.r1++;
        }
        if (!isSuperseded()) {
          return;
        }
      } while (!reader.isDrained());
      r.r2 = (int) reader.control().nextEpoch();
    }
  }

  @JCStressTest
  @JCStressMeta(FollowAfterRoll.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer() {
      stream.meet();
      roll();
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      poll(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the old epoch is superseded before its last frame. */
  @JCStressTest
  @JCStressMeta(FollowAfterRoll.class)
  @State
  public static class RollBeforeLast extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.control.nextEpoch(2);
      stream.control.writerStateVolatile(ControlDescriptor.STATE_SUPERSEDED);
      stream.writer.publish(slot);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      poll(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the old epoch names the next one when the readers were rung already. */
  @JCStressTest
  @JCStressMeta(FollowAfterRoll.class)
  @State
  public static class RollBeforeName extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.writer.publish(slot);
      stream.control.writerStateVolatile(ControlDescriptor.STATE_SUPERSEDED);
      stream.ringAll();
      stream.control.nextEpoch(2);
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      poll(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the reader looks at the cursor first, and at the state then. */
  @JCStressTest
  @JCStressMeta(FollowAfterRoll.class)
  @State
  public static class CursorBeforeState extends Start {
    @Actor
    public void writer() {
      stream.meet();
      roll();
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      r.r1 = reader.next() == SlotReader.NONE ? 0 : 1;
      boolean isDrained = reader.isDrained();
      r.r2 = isSuperseded() && isDrained ? (int) reader.control().nextEpoch() : -1;
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }
}
