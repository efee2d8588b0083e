package dev.zoetrope.channel;

import dev.zoetrope.layout.ControlDescriptor;
import dev.zoetrope.layout.CorruptRegionException;
import dev.zoetrope.region.ControlRegion;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A region is attached while it is created. SYNC create-1 and attach-1.
 *
 * <p>Forbidden: that anything is read before the magic is there.
 */
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "no magic yet")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "complete")
@Outcome(expect = Expect.FORBIDDEN, desc = "attached before it was complete")
public class CreateThenAttach {
  private CreateThenAttach() {}

  /** All-zero memory. */
  abstract static class Start {
    static final int INCOMPLETE = 9;

    final UnsafeBuffer memory = TinyStream.takeMemory();

    void create() {
      ControlRegion.create(memory, TinyStream.spec(2), 1);
    }

    /** The slot count, or 0 when there is no magic. */
    void attach(I_Result r) {
      try {
        r.r1 = ControlRegion.attach(memory).slotCount();
      } catch (CorruptRegionException e) {
        r.r1 = e.getMessage().startsWith("control header: magic is 0,") ? 0 : INCOMPLETE;
      }
    }
  }

  @JCStressTest
  @JCStressMeta(CreateThenAttach.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void writer() {
      TinyStream.meet(memory);
      create();
    }

    @Actor
    public void reader(I_Result r) {
      TinyStream.meet(memory);
      attach(r);
    }

    @Arbiter
    public void after() {
      TinyStream.recycle(memory);
    }
  }

  /** Seeded: the magic comes first. */
  @JCStressTest
  @JCStressMeta(CreateThenAttach.class)
  @State
  public static class MagicFirst extends Start {
    @Actor
    public void writer() {
      TinyStream.meet(memory);
      memory.putLong(ControlDescriptor.MAGIC_OFFSET, ControlDescriptor.MAGIC);
      create();
    }

    @Actor
    public void reader(I_Result r) {
      TinyStream.meet(memory);
      attach(r);
    }

    @Arbiter
    public void after() {
      TinyStream.recycle(memory);
    }
  }
}
