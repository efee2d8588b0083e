package dev.zoetrope.channel;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A reader takes a frame while it is published. SYNC publish-1, publish-2, publish-3, look-1,
 * look-2 and pin-1.
 *
 * <p>Forbidden: a header or a word of the payload that is not the frame's.
 */
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "not published yet")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "complete")
@Outcome(expect = Expect.FORBIDDEN, desc = "a stale header, or a torn or stale payload")
public class PublishThenRead {
  private PublishThenRead() {}

  /** A claimed slot, and nothing published. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.EVERY);
    final int slot = stream.writer.claim();

    void read(III_Result r) {
      int taken = reader.next();
      if (taken != SlotReader.NONE) {
        r.r1 = (int) reader.consumed();
        r.r2 = stream.stamped(taken);
        r.r3 = stream.payload(taken);
      }
    }
  }

  @JCStressTest
  @JCStressMeta(PublishThenRead.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.publish(slot);
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      read(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the payload is written when the slot is READY. */
  @JCStressTest
  @JCStressMeta(PublishThenRead.class)
  @State
  public static class PayloadAfterWord extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.stamp(slot, 1);
      stream.writer.publish(slot);
      stream.fill(slot, 1);
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      read(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the header is stamped when the slot is READY. */
  @JCStressTest
  @JCStressMeta(PublishThenRead.class)
  @State
  public static class HeaderAfterWord extends Start {
    @Actor
    public void writer() {
      stream.meet();
      stream.fill(slot, 1);
      stream.writer.publish(slot);
      stream.stamp(slot, 1);
    }

    @Actor
    public void reader(III_Result r) {
      stream.meet();
      read(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }
}
