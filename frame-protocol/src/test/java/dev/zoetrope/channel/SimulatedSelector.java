package dev.zoetrope.channel;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Waits for simulated sockets, in the order in which they were registered. */
final class SimulatedSelector extends AbstractSelector {
  private final Scheduler scheduler;
  private final Set<SelectionKey> keys = new LinkedHashSet<>();
  private boolean isWoken;

  SimulatedSelector(SelectorProvider provider, Scheduler scheduler) {
    super(provider);
    this.scheduler = scheduler;
  }

  private static final class Key extends AbstractSelectionKey {
    private final SimulatedSelector selector;
    private final SelectableChannel channel;
    private int interest;

    Key(SimulatedSelector selector, SelectableChannel channel, int interest) {
      this.selector = selector;
      this.channel = channel;
      this.interest = interest;
    }

    long readyAtNs() {
      boolean counts = isValid() && interest != 0;
      return counts ? ((SimulatedReadiness) channel).readyAtNs() : Long.MAX_VALUE;
    }

    @Override
    public SelectableChannel channel() {
      return channel;
    }

    @Override
    public Selector selector() {
      return selector;
    }

    @Override
    public int interestOps() {
      return interest;
    }

    @Override
    public SelectionKey interestOps(int ops) {
      interest = ops;
      return this;
    }

    @Override
    public int readyOps() {
      return readyAtNs() <= selector.scheduler.nowNs() ? interest : 0;
    }
  }

  @Override
  protected SelectionKey register(AbstractSelectableChannel channel, int ops, Object attachment) {
    Key key = new Key(this, channel, ops);
    key.attach(attachment);
    keys.add(key);
    return key;
  }

  @Override
  public int select(Consumer<SelectionKey> action, long timeoutMs) {
    long deadline = scheduler.nowNs() + timeoutMs * 1_000_000L;
    scheduler.await("select", () -> isWoken ? 0 : Math.min(deadline, readyAtNs()));
    isWoken = false;
    forgetCancelled();
    int count = 0;
    for (SelectionKey key : List.copyOf(keys)) {
      if (key.isValid() && key.readyOps() != 0) {
        action.accept(key);
        count++;
      }
    }
    return count;
  }

  private long readyAtNs() {
    long first = Long.MAX_VALUE;
    for (SelectionKey key : keys) {
      first = Math.min(first, ((Key) key).readyAtNs());
    }
    return first;
  }

  private void forgetCancelled() {
    for (SelectionKey key : List.copyOf(cancelledKeys())) {
      keys.remove(key);
      deregister((AbstractSelectionKey) key);
    }
    cancelledKeys().clear();
  }

  @Override
  public Selector wakeup() {
    isWoken = true;
    return this;
  }

  @Override
  public Set<SelectionKey> keys() {
    return keys;
  }

  @Override
  protected void implCloseSelector() {
    isWoken = true;
    keys.forEach(key -> deregister((AbstractSelectionKey) key));
    keys.clear();
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int selectNow() {
    throw new UnsupportedOperationException();
  }

  @Override
  public int select(long timeoutMs) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int select() {
    throw new UnsupportedOperationException();
  }
}
