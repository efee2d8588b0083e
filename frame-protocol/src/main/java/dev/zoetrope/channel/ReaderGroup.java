package dev.zoetrope.channel;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Lets one thread wait for several readers at once, without spinning and without a thread for each:
 * every reader says that it sleeps, and one selector waits for the bells of all.
 *
 * <p>It only waits. Frames are taken from the readers themselves, so that a LATEST reader still
 * gets what is newest when it is asked, and nothing is pinned that nobody looks at.
 *
 * <p>One thread, that of the readers; but for {@link #wakeup}.
 */
public final class ReaderGroup implements AutoCloseable {
  /** As for a single reader: what a lost bell costs. */
  private static final long MAX_SLEEP_NS = 100_000_000L;

  private final Selector selector;
  private final IdentityHashMap<StreamReader, SelectionKey> keys = new IdentityHashMap<>();

  /**
   * Makes a group of no readers.
   *
   * @throws IOException when the system has no selector left
   */
  public ReaderGroup() throws IOException {
    selector = Selector.open();
  }

  /**
   * Adds a reader.
   *
   * @param reader open; closed by its owner, also while it is in the group
   * @throws IOException when its connection cannot be watched
   */
  public void add(StreamReader reader) throws IOException {
    keys.put(reader, reader.client().register(selector));
  }

  /**
   * Waits until one of some readers has a frame to take or is no longer LIVE, the time is up, or
   * {@link #wakeup} was called. It may also return for nothing.
   *
   * @param readers of this group, to wait for; the others' frames and ends do not matter now
   * @param timeoutNs longest wait, nanoseconds
   * @throws IOException when waiting fails
   */
  public void await(Collection<StreamReader> readers, long timeoutNs) throws IOException {
    List<StreamReader> asleep = new ArrayList<>(readers.size());
    boolean quiet = true;
    try {
      for (StreamReader reader : readers) {
        quiet = quiet && reader.state() == ReaderState.LIVE;
        if (quiet) {
          asleep.add(reader);
          quiet = reader.sayAsleep();
        }
      }
      if (quiet) {
        watch(readers);
        long ns = Math.min(timeoutNs, MAX_SLEEP_NS);
        selector.select(key -> {}, Math.max(1, TimeUnit.NANOSECONDS.toMillis(ns)));
      }
    } finally {
      asleep.forEach(StreamReader::sayAwake);
    }
    readers.forEach(reader -> reader.client().drain());
  }

  /** A connection that ended stays readable: whoever is not waited for must not be watched. */
  private void watch(Collection<StreamReader> readers) {
    for (Map.Entry<StreamReader, SelectionKey> entry : keys.entrySet()) {
      if (entry.getValue().isValid()) {
        entry.getValue().interestOps(readers.contains(entry.getKey()) ? SelectionKey.OP_READ : 0);
      }
    }
  }

  /** Ends a wait, or the next one; from any thread. */
  public void wakeup() {
    selector.wakeup();
  }

  /** Ends the group; the readers stay as they are. */
  @Override
  public void close() throws IOException {
    selector.close();
  }
}
