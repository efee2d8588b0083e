package dev.zoetrope.kill;

import dev.zoetrope.testing.TestPipeline;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Victims that have started already, so that a test waits for no JVM. */
final class VictimPool implements AutoCloseable {
  private final BlockingQueue<Victim> ready;
  private final Thread starter = new Thread(this::run, "victim-pool");
  private volatile IOException failure;

  VictimPool(int size) {
    ready = new ArrayBlockingQueue<>(size);
    starter.setDaemon(true);
    starter.start();
  }

  private void run() {
    Victim victim = null;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        victim = Victim.start();
        ready.put(victim);
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException e) {
      victim.close();
      ready.forEach(Victim::close);
    }
  }

  /** The next victim; the caller closes it. */
  Victim take() throws IOException, InterruptedException {
    Victim victim = ready.poll(TestPipeline.SOON_NS, TimeUnit.NANOSECONDS);
    if (victim == null) {
      throw new IOException("no victim could be started", failure);
    }
    return victim;
  }

  @Override
  public void close() throws InterruptedException {
    starter.interrupt();
    starter.join();
  }
}
