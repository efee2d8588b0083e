package dev.zoetrope.launcher;

import dev.zoetrope.pipeline.StageRole;
import dev.zoetrope.stage.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A stage that runs in a process of its own. Its standard input is its leash: a line {@code stop},
 * or the end of it, asks the stage to end in order, and the kernel ends it when the launcher dies.
 * A program that is not ours may not listen there, so a signal follows. Thread-safe.
 */
final class StageProcess {
  private static final long TERMINATE_AFTER_NS = 2_000_000_000L;

  /** What a stage has started may outlive it, and hold its standard error open. */
  private static final long LAST_WORD_MS = 500;

  /** A signal to the whole group reaches the launcher's handler within this. */
  private static final long SAME_SIGNAL_MS = 1000;

  private static final long LOOK_MS = 10;

  private final StageSpec spec;
  private final Process process;
  private final LastWords words;
  private final Thread reader;
  private final Thread waiter;
  private boolean stopTold;
  private long stopToldNs;
  private boolean terminated;
  private boolean killed;

  private StageProcess(
      StageSpec spec, Process process, LastWords words, Consumer<StageProcess> onExit) {
    this.spec = spec;
    this.process = process;
    this.words = words;
    this.reader = new Thread(this::read, "zoetrope-stderr-" + spec.name());
    reader.setDaemon(true);
    this.waiter = new Thread(() -> await(onExit), "zoetrope-end-of-" + spec.name());
    waiter.setDaemon(true);
  }

  /**
   * Starts a stage. Its standard output is that of this process.
   *
   * @param spec the stage
   * @param command what to execute
   * @param words takes what it says on standard error
   * @param onExit called once, on another thread, after its last word
   * @return the running stage
   * @throws IOException when the program cannot be started
   */
  static StageProcess start(
      StageSpec spec, ProcessCommand command, LastWords words, Consumer<StageProcess> onExit)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command.words()).redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(command.environment());
    StageProcess stage = new StageProcess(spec, builder.start(), words, onExit);
    stage.reader.start();
    stage.waiter.start();
    return stage;
  }

  private void read() {
    Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), charset))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        words.said(line);
      }
    } catch (IOException e) {
      // The stage is gone, and so is what it was about to say.
    }
  }

  private void await(Consumer<StageProcess> onExit) {
    try {
      process.waitFor();
      reader.join(LAST_WORD_MS);
      if (status().isByStopSignal() && !isTerminated()) {
        // Whoever asked for that may have asked the launcher as well, which has to know it first.
        Thread.sleep(SAME_SIGNAL_MS);
      }
    } catch (InterruptedException e) {
      // Nobody does that: the thread is our own.
      Thread.currentThread().interrupt();
    }
    onExit.accept(this);
  }

  /** Whether a stop is requested, now or by a signal that is just being delivered. */
  static boolean isStopping(StopSignal stop) {
    try {
      for (long ms = 0; ms < SAME_SIGNAL_MS && !stop.isRequested(); ms += LOOK_MS) {
        Thread.sleep(LOOK_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return stop.isRequested();
  }

  /** Name in the pipeline. */
  String name() {
    return spec.name();
  }

  /** What it was started as. */
  StageSpec spec() {
    return spec;
  }

  /** What it does. */
  StageRole role() {
    return spec.role();
  }

  /** Process id. */
  long pid() {
    return process.pid();
  }

  /** What it says on standard error. */
  LastWords words() {
    return words;
  }

  /** Whether it runs. */
  boolean isAlive() {
    return process.isAlive();
  }

  /** How it ended; call after its end. */
  ExitStatus status() {
    return new ExitStatus(process.exitValue());
  }

  /** What is to be said of its end, its last words among it. */
  String obituary(String how) {
    String last = words.last();
    return name()
        + " (pid "
        + pid()
        + ") "
        + how
        + (last.isEmpty() ? "" : "; its last words: " + last);
  }

  /** Processor time that it has used; zero where the system does not tell. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Asks it to end in order; later calls do nothing. */
  synchronized void stop() {
    if (stopTold) {
      return;
    }
    stopTold = true;
    stopToldNs = System.nanoTime();
    try (OutputStream leash = process.getOutputStream()) {
      if (role() != StageRole.COMMAND) {
        leash.write("stop\n".getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // It ended before it could be asked to.
    }
  }

  /** Whether it was asked to end. */
  synchronized boolean isStopTold() {
    return stopTold;
  }

  /** Sends a program that does not hear its standard input the signal to terminate, once. */
  synchronized void insist(long nowNs) {
    boolean deaf = stopTold && nowNs - stopToldNs > TERMINATE_AFTER_NS;
    if (role() == StageRole.COMMAND && deaf && !terminated) {
      terminated = true;
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  /** Whether {@link #insist} ended it, or may have. */
  synchronized boolean isTerminated() {
    return terminated;
  }

  /** Ends it at once. */
  synchronized void kill() {
    killed = true;
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  /** Whether {@link #kill} ended it. */
  synchronized boolean isKilled() {
    return killed;
  }

  /**
   * Waits for its end.
   *
   * @param timeoutNs longest wait, nanoseconds
   * @return whether it ended
   */
  boolean awaitEnd(long timeoutNs) {
    try {
      return process.waitFor(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
