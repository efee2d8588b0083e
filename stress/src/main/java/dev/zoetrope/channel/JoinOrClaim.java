package dev.zoetrope.channel;

import dev.zoetrope.layout.CorruptRegionException;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A reader joins, on the thread of the control socket, while the producer claims and publishes.
 * What orders them is the writer's lock, taken for each step as {@link StreamWriter} does.
 *
 * <p>Forbidden: that a reader of every frame misses one after its join cursor.
 */
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "every frame after the join cursor")
@Outcome(expect = Expect.FORBIDDEN, desc = "a frame is missing")
public class JoinOrClaim {
  private JoinOrClaim() {}

  /** Two slots; three frames follow. */
  abstract static class Start {
    final TinyStream stream = new TinyStream(2);
    private final ReentrantLock lock = new ReentrantLock();
    private SlotReader reader;
    private boolean isLost;

    void lock() {
      lock.lock();
    }

    void unlock() {
      lock.unlock();
    }

    void writeThree() {
      for (int i = 0; i < 3; i++) {
        lock();
        int slot = stream.writer.claim();
        unlock();
        if (slot != SlotWriter.NONE) {
          lock();
          stream.publish(slot);
          unlock();
        }
      }
    }

    void join() {
      stream.writer.join(0, "every", ReaderPolicy.EVERY.code(), 0);
    }

    void attach() {
      reader = stream.attach(0, ReaderPolicy.EVERY);
    }

    /** Takes the frames that are there. */
    void drain() {
      try {
        for (int slot = reader.next(); slot != SlotReader.NONE; slot = reader.next()) {
          isLost |= stream.payload(slot) != reader.consumed();
          reader.release(slot, reader.consumed());
        }
      } catch (CorruptRegionException e) {
        isLost = true;
      }
    }

    void end(I_Result r) {
      drain();
      r.r1 = !isLost && reader.consumed() == stream.writer.cursor() ? 1 : 0;
      stream.recycle();
    }
  }

  @JCStressTest
  @JCStressMeta(JoinOrClaim.class)
  @State
  public static class Shipped extends Start {
    @Actor
    public void producer() {
      stream.meet();
      writeThree();
    }

    @Actor
    public void socket() {
      stream.meet();
      lock();
      join();
      unlock();
      attach();
      drain();
    }

    @Arbiter
    public void after(I_Result r) {
      end(r);
    }
  }

  /** Seeded: the thread of the socket does not take the lock. */
  @JCStressTest
  @JCStressMeta(JoinOrClaim.class)
  @State
  public static class JoinWithoutLock extends Start {
    @Actor
    public void producer() {
      stream.meet();
      writeThree();
    }

    @Actor
    public void socket() {
      stream.meet();
      join();
      attach();
      drain();
    }

    @Arbiter
    public void after(I_Result r) {
      end(r);
    }
  }
}
