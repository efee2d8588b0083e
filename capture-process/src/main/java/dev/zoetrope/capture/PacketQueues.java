package dev.zoetrope.capture;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * The packets between the one thread that demultiplexes and the threads that decode, one queue a
 * stream.
 *
 * <p>The demultiplexer waits when every decoder has enough to go on with, and until one of them has
 * used up half of that: to be woken for each packet costs more than to read it. While one has not
 * enough, it reads on, and the queues of the others grow, so that a slow reader of one stream never
 * starves another: up to {@link #SOFT_BYTES} at once; by as much again each time that nothing was
 * taken for {@link #ESCAPE_NS}, which is how it looks when a consumer holds one stream until it
 * gets the other and the file has them far apart. At {@link #HARD_BYTES} it waits in any case.
 *
 * <p>What a live source sends while its readers are still to come, or catch up, has nowhere else to
 * wait, so then the demultiplexer reads on, too. Thread-safe.
 */
final class PacketQueues {
  private static final int ENOUGH_PACKETS = 32;
  private static final long ENOUGH_BYTES = 8L << 20;
  private static final long SOFT_BYTES = 64L << 20;
  private static final long HARD_BYTES = 1L << 30;
  private static final long ESCAPE_NS = 500_000_000L;

  private final ReentrantLock lock = new ReentrantLock();

  /** Something to take, for a decoder. */
  private final Condition filled = lock.newCondition();

  /** Something was taken, for the demultiplexer. */
  private final Condition drained = lock.newCondition();

  private final List<Queue> queues = new ArrayList<>();
  private final BooleanSupplier isCatchingUp;
  private long totalBytes;
  private long limitBytes = SOFT_BYTES;
  private boolean cancelled;

  /**
   * No queue yet.
   *
   * @param isCatchingUp asked from any thread whether to read on though every decoder has enough
   */
  PacketQueues(BooleanSupplier isCatchingUp) {
    this.isCatchingUp = isCatchingUp;
  }

  /** What a decoder takes from its queue. */
  enum Kind {
    /** A packet to decode; the taker frees it. */
    PACKET,
    /** Everything before this is to come out of the decoder; packets follow. */
    FLUSH,
    /** Nothing follows. */
    END,
    /** Stop at once. */
    CANCELLED
  }

  record Item(Kind kind, AVPacket packet, long timeNs) {}

  /** One stream's packets. */
  final class Queue {
    private final ArrayDeque<Item> items = new ArrayDeque<>();
    private long bytes;
    private boolean isClosed;
    private boolean isFlushing;

    private boolean hasEnough() {
      return isClosed || items.size() >= ENOUGH_PACKETS || bytes >= ENOUGH_BYTES;
    }

    private boolean hasHalf() {
      return isClosed || items.size() > ENOUGH_PACKETS / 2 || bytes > ENOUGH_BYTES / 2;
    }

    /**
     * Takes the next item, waiting for it.
     *
     * @return never null
     */
    Item take() {
      lock.lock();
      try {
        while (items.isEmpty() && !cancelled) {
          filled.awaitUninterruptibly();
        }
        if (cancelled) {
          return new Item(Kind.CANCELLED, null, 0);
        }
        Item item = items.remove();
        if (item.packet != null) {
          bytes -= item.packet.size();
          totalBytes -= item.packet.size();
        }
        if (mayGoOn()) {
          drained.signalAll();
        }
        return item;
      } finally {
        lock.unlock();
      }
    }

    /**
     * Adds a packet, waiting for room as the class says.
     *
     * @param packet owned by the queue from now on
     * @param timeNs when it was read
     */
    void put(AVPacket packet, long timeNs) {
      lock.lock();
      try {
        awaitRoom();
        if (isClosed || cancelled) {
          av_packet_free(packet);
          return;
        }
        items.add(new Item(Kind.PACKET, packet, timeNs));
        bytes += packet.size();
        totalBytes += packet.size();
        filled.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Says that the decoder has given out everything before the flush. */
    void flushed() {
      lock.lock();
      try {
        isFlushing = false;
        drained.signalAll();
      } finally {
        lock.unlock();
      }
    }

    /** Says that the decoder wants nothing more. */
    void close() {
      lock.lock();
      try {
        isClosed = true;
        isFlushing = false;
        discard();
        drained.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private void discard() {
      for (Item item : items) {
        if (item.packet != null) {
          av_packet_free(item.packet);
        }
      }
      items.clear();
      totalBytes -= bytes;
      bytes = 0;
    }
  }

  /** A new queue, before packets flow. */
  Queue add() {
    Queue queue = new Queue();
    queues.add(queue);
    return queue;
  }

  private void awaitRoom() {
    long left = ESCAPE_NS;
    long leastBytes = totalBytes;
    while (!cancelled && mustWait()) {
      try {
        left = drained.awaitNanos(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        cancelled = true;
      }
      if (totalBytes < leastBytes) {
        leastBytes = totalBytes;
        left = ESCAPE_NS;
      } else if (left <= 0) {
        left = ESCAPE_NS;
        limitBytes = Math.min(HARD_BYTES, limitBytes + SOFT_BYTES);
      }
    }
  }

  /** Loops, since each packet asks: what a stream makes for it costs more than the answer. */
  private boolean mustWait() {
    boolean allHaveEnough = true;
    boolean allClosed = true;
    for (Queue queue : queues) {
      allHaveEnough &= queue.hasEnough();
      allClosed &= queue.isClosed;
    }
    return !allClosed
        && (totalBytes >= limitBytes || (allHaveEnough && !isCatchingUp.getAsBoolean()));
  }

  private boolean mayGoOn() {
    boolean allHaveHalf = true;
    for (Queue queue : queues) {
      allHaveHalf &= queue.hasHalf();
    }
    return !allHaveHalf && totalBytes < limitBytes;
  }

  /** Whether no decoder wants more. */
  boolean allClosed() {
    lock.lock();
    try {
      boolean allClosed = true;
      for (Queue queue : queues) {
        allClosed &= queue.isClosed;
      }
      return cancelled || allClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Has every decoder give out what it holds, and waits until they have. */
  void flush() {
    lock.lock();
    try {
      for (Queue queue : queues) {
        queue.isFlushing = !queue.isClosed;
        queue.items.add(new Item(Kind.FLUSH, null, 0));
      }
      filled.signalAll();
      while (!cancelled && queues.stream().anyMatch(queue -> queue.isFlushing)) {
        drained.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all queues in order. */
  void end() {
    lock.lock();
    try {
      queues.forEach(queue -> queue.items.add(new Item(Kind.END, null, 0)));
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends all queues at once, and frees what is in them. */
  void cancel() {
    lock.lock();
    try {
      cancelled = true;
      queues.forEach(Queue::discard);
      filled.signalAll();
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
