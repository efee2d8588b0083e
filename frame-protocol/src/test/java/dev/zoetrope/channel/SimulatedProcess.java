package dev.zoetrope.channel;

import dev.zoetrope.region.StreamLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A process of the simulation: its tasks, and what the kernel takes back when it dies. A dead
 * process never takes another step, and so leaves its memory as it was.
 */
final class SimulatedProcess {
  /** What a process does. */
  enum Role {
    WRITER,
    READER,
    STRANGER
  }

  private final Role role;
  private final String name;
  private final Set<SimulatedEnd> ends = new LinkedHashSet<>();
  private final boolean followsCrash;
  private Consumer<Boolean> successor = crashed -> {};
  private int tasks;
  private StreamLock lock;
  private Path lockFile;
  private long resumesAtNs;
  private long pausedNs;
  private boolean isDead;

  /** A process without a task. */
  SimulatedProcess(Role role, String name, boolean followsCrash) {
    this.role = role;
    this.name = name;
    this.followsCrash = followsCrash;
  }

  /** Whether it was started because another one died. */
  boolean followsCrash() {
    return followsCrash;
  }

  void began() {
    tasks++;
  }

  void ended() {
    tasks--;
  }

  /** Whether it does nothing more, by a crash or in order. */
  boolean isGone() {
    return isDead || tasks == 0;
  }

  Role role() {
    return role;
  }

  /** What follows it, told whether it crashed. */
  void thenLaunch(Consumer<Boolean> next) {
    successor = next;
  }

  /** It is over or dead: starts what follows, once. */
  void launchSuccessor(boolean hasCrashed) {
    Consumer<Boolean> next = successor;
    successor = crashed -> {};
    next.accept(hasCrashed);
  }

  /** Another one for each process. */
  String name() {
    return name;
  }

  boolean isDead() {
    return isDead;
  }

  /** Not before this time do its tasks go on. */
  long resumesAtNs() {
    return resumesAtNs;
  }

  /** How long it was paused, all in all. */
  long pausedNs() {
    return pausedNs;
  }

  /** Stops all its tasks for a while. */
  void pause(long nowNs, long ns) {
    resumesAtNs = nowNs + ns;
    pausedNs += ns;
  }

  void holds(StreamLock held, Path file) {
    lock = held;
    lockFile = file;
  }

  void opened(SimulatedEnd end) {
    ends.add(end);
  }

  void closed(SimulatedEnd end) {
    ends.remove(end);
  }

  /** Whether any socket of it is open. */
  boolean isConnected() {
    return !ends.isEmpty();
  }

  /** Dies: the kernel closes its sockets and frees its lock. The lock's file stays. */
  void die() {
    isDead = true;
    List.copyOf(ends).forEach(SimulatedEnd::hangUp);
    if (lock != null) {
      try {
        boolean wasThere = Files.exists(lockFile);
        lock.close();
        if (wasThere) {
          Files.createFile(lockFile);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
