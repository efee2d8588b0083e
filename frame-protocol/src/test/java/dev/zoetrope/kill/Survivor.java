package dev.zoetrope.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.zoetrope.channel.ChannelException;
import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.channel.ReaderOptions;
import dev.zoetrope.channel.ReaderPolicy;
import dev.zoetrope.channel.ReaderState;
import dev.zoetrope.channel.StreamReader;
import dev.zoetrope.layout.ReaderCellDescriptor;
import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.testing.Await;
import dev.zoetrope.testing.Readers;
import java.io.IOException;

/**
 * A reader that must not be harmed by what happens to others: it joins whenever there is a writer,
 * and checks every frame, when it takes it and when it gives it back.
 */
final class Survivor implements AutoCloseable {
  static final String EVERY = "every";
  static final String LATEST = "latest";

  private static final long WAIT_NS = 50_000_000L;
  private static final long CONNECT_NS = 20_000_000L;

  private final PipelineDirectory directory;
  private final ReaderOptions options;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile Throwable failure;
  private volatile long frames;
  private volatile long visits;
  private volatile long visitOfFrame;
  private volatile long turns;
  private volatile ReaderState lastEnd;

  private Survivor(PipelineDirectory directory, String name, ReaderPolicy policy) {
    this.directory = directory;
    this.options = ReaderOptions.of(name, policy).withConnectTimeoutNs(CONNECT_NS);
    this.thread = new Thread(this::run, "survivor-" + name);
  }

  /** Starts a reader of stream {@code s}. */
  static Survivor start(PipelineDirectory directory, String name, ReaderPolicy policy) {
    Survivor survivor = new Survivor(directory, name, policy);
    survivor.thread.start();
    return survivor;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void run() {
    try {
      while (!stopped) {
        try (StreamReader reader = StreamReader.connect(directory, "s", options)) {
          visits++;
          visit(reader);
          lastEnd = reader.state();
          Readers.assertAccounted(reader);
          assertEquals(0, reader.counter(ReaderCellDescriptor.STALE_RELEASES), "a pin was lost");
        } catch (ChannelException e) {
          // No writer now, or one that is stopped.
        }
        turns++;
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
  private void visit(StreamReader reader) throws IOException {
    FrameLease held = null;
    long lastEpoch = 0;
    long lastSequence = 0;
    while (!stopped && reader.state() == ReaderState.LIVE) {
      FrameLease next = reader.await(WAIT_NS);
      turns++;
      if (next != null) {
        Numbered.check(next);
        long sequence = next.sequence();
        checkOrder(lastEpoch, lastSequence, next.header().epoch(), sequence);
        lastEpoch = next.header().epoch();
        lastSequence = sequence;
        giveBack(held);
        held = next;
        visitOfFrame = visits;
        frames++;
      }
    }
    giveBack(held);
  }

  private void checkOrder(long lastEpoch, long lastSequence, long nowEpoch, long sequence) {
    if (lastEpoch == 0) {
      return;
    }
    long least = nowEpoch == lastEpoch ? lastSequence + 1 : 1;
    assertTrue(nowEpoch >= lastEpoch && sequence >= least, "out of order");
    if (options.policy() == ReaderPolicy.EVERY) {
      assertEquals(least, sequence, "missed a frame");
    }
  }

  private static void giveBack(FrameLease lease) {
    if (lease != null) {
      Numbered.check(lease);
      lease.close();
    }
  }

  /** How often it has joined. */
  long visits() {
    return visits;
  }

  /** Whether it has seen a frame in a later visit than that one. */
  boolean hasSeenAfter(long visit) {
    return holds(visitOfFrame > visit);
  }

  /** Fails when anything was not as it must be. */
  void check() {
    if (failure != null) {
      throw new AssertionError("survivor '" + options.name() + "': " + failure, failure);
    }
  }

  private boolean holds(boolean condition) {
    check();
    return condition;
  }

  /** Waits until it has seen that many more frames. */
  void awaitFrames(int more) {
    long enough = frames + more;
    Await.until("the survivor sees frames", () -> holds(frames >= enough));
  }

  /** Waits until a call of it has returned twice more, whatever it returned: it does not hang. */
  void awaitTurns() {
    long enough = turns + 2;
    Await.until("the survivor does not hang", () -> holds(turns >= enough));
  }

  /** Forgets how its visits ended so far. */
  void forgetEnds() {
    lastEnd = null;
  }

  /** Waits until a visit has ended in a state. */
  void awaitEnd(ReaderState state) {
    Await.until("the survivor's stream is " + state, () -> holds(lastEnd == state));
  }

  /** Ends it, and fails when it was harmed. */
  @Override
  public void close() throws InterruptedException {
    stopped = true;
    Await.until("the survivor ends", () -> !thread.isAlive());
    check();
  }
}
