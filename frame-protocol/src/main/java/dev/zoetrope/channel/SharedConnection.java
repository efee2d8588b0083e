package dev.zoetrope.channel;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connection of a reader, kept until the reader and the last of its leases are closed: its end
 * tells the writer that no pin of this reader needs to be honoured any more.
 */
final class SharedConnection {
  private final ControlClient client;
  private final AtomicInteger references = new AtomicInteger(1);

  SharedConnection(ControlClient client) {
    this.client = client;
  }

  ControlClient client() {
    return client;
  }

  void retain() {
    references.incrementAndGet();
  }

  void release() {
    if (references.decrementAndGet() == 0) {
      try {
        client.close();
      } catch (IOException e) {
        // The kernel closes it with the process at the latest.
      }
    }
  }
}
