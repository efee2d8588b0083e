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
 * The writer says that it sleeps for a slot and tries once more, while a reader releases one and
 * looks whether to ring. SYNC wait-1 and release-2.
 *
 * <p>Forbidden: that the writer sleeps and the reader does not ring.
 */
@Outcome(
    id = "0, 0",
    expect = Expect.ACCEPTABLE,
    desc = "the writer got the slot, the reader did not ring")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the writer got the slot, the reader rang")
@Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "the writer sleeps, the reader rang")
@Outcome(expect = Expect.FORBIDDEN, desc = "the writer sleeps, the reader did not ring")
public class WriterSleeps {
  private WriterSleeps() {}

  /** The reader pins frame 1 in slot 0, the only one to claim. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    final SlotReader reader = stream.join(0, ReaderPolicy.LATEST);

    Start() {
      stream.publish();
      stream.writer.claim();
      reader.next();
    }

    void release(II_Result r) {
      reader.release(0, 1);
      look(r);
    }

    void look(II_Result r) {
      r.r2 = (int) (reader.writerWaitSequence() & 1);
    }
  }

  @JCStressTest
  @JCStressMeta(WriterSleeps.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.writer.waitSequence(1);
      r.r1 = stream.writer.claim();
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      release(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the flag is stored with release, so that it may pass the look at the slot. */
  @JCStressTest
  @JCStressMeta(WriterSleeps.class)
  @State
  public static class FlagByRelease extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.control.buffer().putLongRelease(ControlDescriptor.WRITER_WAIT_SEQUENCE, 1);
      r.r1 = stream.writer.claim();
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      release(r);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }

  /** Seeded: the reader looks whether to ring, and releases then. */
  @JCStressTest
  @JCStressMeta(WriterSleeps.class)
  @State
  public static class LookBeforeRelease extends Start {
    @Actor
    public void writer(II_Result r) {
      stream.meet();
      stream.writer.waitSequence(1);
      r.r1 = stream.writer.claim();
    }

    @Actor
    public void reader(II_Result r) {
      stream.meet();
      look(r);
      reader.release(0, 1);
    }

    @Arbiter
    public void after() {
      stream.recycle();
    }
  }
}
