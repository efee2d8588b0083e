package dev.zoetrope.channel;

import dev.zoetrope.region.PipelineDirectory;
import dev.zoetrope.region.StreamLock;
import dev.zoetrope.region.StreamNames;
import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

/** The machine as a simulated process sees it: whatever it asks for is a step of the scheduler. */
final class SimulatedHost extends Host {
  private final Scheduler scheduler;
  private final SimulatedProcess process;
  private final SelectorProvider sockets;

  SimulatedHost(Scheduler scheduler, SimulatedProcess process, SimulatedNetwork network) {
    this.scheduler = scheduler;
    this.process = process;
    this.sockets = new SimulatedSockets(network, process);
  }

  @Override
  long nanoTime() {
    scheduler.step("clock");
    return scheduler.nowNs();
  }

  @Override
  void sleep(long ms, String what) {
    sleepNs("sleep", ms * 1_000_000L);
  }

  @Override
  void nap(long ns) {
    sleepNs("nap", ns);
  }

  /** Sleeps, at a place of that name. */
  void sleepNs(String place, long ns) {
    long until = scheduler.nowNs() + ns;
    scheduler.await(place, () -> until);
  }

  /** Waits for what another task of this process does. */
  void await(String place, BooleanSupplier condition) {
    scheduler.await(place, () -> condition.getAsBoolean() ? 0 : Long.MAX_VALUE);
  }

  @Override
  Lock newLock() {
    return new SimulatedLock(scheduler);
  }

  @Override
  void start(String name, Runnable duty) {
    scheduler.spawn(process, process.name() + "/control", scheduler.nowNs(), duty);
  }

  @Override
  SelectorProvider sockets() {
    return sockets;
  }

  @Override
  StreamLock tryLock(PipelineDirectory directory, String stream) throws IOException {
    scheduler.step("lock file");
    StreamLock lock = super.tryLock(directory, stream);
    if (lock != null) {
      process.holds(lock, directory.resolve(StreamNames.lock(stream)));
    }
    return lock;
  }
}
