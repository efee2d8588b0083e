package dev.zoetrope.launcher;

import dev.zoetrope.display.DisplayCommand;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.stage.StopSignal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Starts the stages of a run, watches them, and sees to it that all of them end.
 *
 * <p>Only capture is ever asked to stop while all is well: its streams end, the others take what is
 * left of them and end by themselves. One thread runs {@link #run}; {@link #kill} may be called
 * from any other.
 */
final class Supervisor {
  /** How a run ended. */
  enum Outcome {
    /** The input ended, or all outputs were complete. */
    DONE,
    /** The user asked for the end. */
    STOPPED,
    /** A stage failed. */
    FAILED,
    /** A stage could not make sense of its arguments. */
    REFUSED
  }

  private static final long LOOK_FOR_STREAMS_MS = 10;
  private static final long TICK_MS = 100;
  private static final long KILL_WAIT_NS = 2_000_000_000L;
  private static final long NEVER_JOINED_GRACE_NS = 3_000_000_000L;

  private final Console console;
  private final PipelineWatch watch;
  private final ProgressMeter meter;
  private final long graceNs;
  private final Function<StageSpec, List<String>> commands;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final List<StageProcess> stages = new ArrayList<>();
  private final Map<StageProcess, StuckWatch> ending = new HashMap<>();
  private PipelineView view = PipelineView.NOTHING;
  private boolean interrupted;
  private boolean stopped;
  private boolean failed;
  private boolean refused;
  private boolean captureEnded;
  private boolean captureFailed;
  private int endedCount;

  /**
   * A supervisor.
   *
   * @param console where failures are told
   * @param watch the pipeline
   * @param meter shows the progress
   * @param graceNs how long a stage may take to end without getting on, nanoseconds
   * @param commands program and arguments for a stage
   */
  Supervisor(
      Console console,
      PipelineWatch watch,
      ProgressMeter meter,
      long graceNs,
      Function<StageSpec, List<String>> commands) {
    this.console = console;
    this.watch = watch;
    this.meter = meter;
    this.graceNs = graceNs;
    this.commands = commands;
  }

  /**
   * Runs stages until all have ended; when interrupted, ends them at once.
   *
   * @param specs the stages; one captures
   * @param stop ends the run in order when raised
   * @return how it ended
   * @throws IOException when a stage cannot be started
   */
  Outcome run(List<StageSpec> specs, StopSignal stop) throws IOException {
    try {
      for (StageSpec spec : specs) {
        start(spec);
      }
      stop.onRequest(() -> events.add(this::stopByUser));
      while (endedCount < specs.size()) {
        step();
      }
    } finally {
      kill();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    view = watch.poll();
    if (failed) {
      return refused && view.published() == 0 ? Outcome.REFUSED : Outcome.FAILED;
    }
    return stopped ? Outcome.STOPPED : Outcome.DONE;
  }

  /** The pipeline as it was seen last. */
  PipelineView view() {
    return view;
  }

  private synchronized void start(StageSpec spec) throws IOException {
    stages.add(
        StageProcess.start(
            spec,
            commands.apply(spec),
            new LastWords(spec.name(), console),
            ended -> events.add(() -> onEnd(ended))));
  }

  private synchronized List<StageProcess> stages() {
    return List.copyOf(stages);
  }

  private void step() {
    long waitMs = watch.isComplete() ? TICK_MS : LOOK_FOR_STREAMS_MS;
    try {
      Runnable event = events.poll(waitMs, TimeUnit.MILLISECONDS);
      view = watch.poll();
      if (event != null) {
        event.run();
      }
    } catch (InterruptedException e) {
      // Put back at the end: an interrupted thread could not wait for the stages to end.
      interrupted = true;
      stopped = true;
      kill();
    }
    long nowNs = System.nanoTime();
    meter.update(view, nowNs);
    for (StageProcess stage : stages()) {
      stage.words().releaseAged();
      if (stage.isAlive()) {
        pressOn(stage, nowNs);
      }
    }
  }

  /** Sees to it that a stage that should end does. */
  private void pressOn(StageProcess stage, long nowNs) {
    boolean shouldEnd = stage.isStopTold() || (captureEnded && stage.role() != StageRole.CAPTURE);
    if (!shouldEnd || stage.isKilled()) {
      return;
    }
    long frames = stage.role() == StageRole.CAPTURE ? view.published() : view.worked(stage.name());
    long stageGraceNs = isMoot(stage) ? Math.min(graceNs, NEVER_JOINED_GRACE_NS) : graceNs;
    StuckWatch stuck =
        ending
            .computeIfAbsent(
                stage, s -> StuckWatch.start(stageGraceNs, frames, s.processorTime(), nowNs))
            .look(frames, stage.processorTime(), nowNs);
    ending.put(stage, stuck);
    if (stuck.isStuck(nowNs)) {
      if (!isMoot(stage)) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(graceNs);
        fail(stage, "did not end within " + seconds + " s of when it should have, and was killed");
      }
      stage.kill();
    } else if (stuck.isSlow(nowNs)) {
      stage.stop();
    }
  }

  /** Whether a stage waits for streams that are gone: it holds nothing, so nothing is lost. */
  private boolean isMoot(StageProcess stage) {
    return captureEnded
        && (stopped || failed)
        && stage.role() != StageRole.CAPTURE
        && !view.hasJoined(stage.name());
  }

  private void onEnd(StageProcess stage) {
    endedCount++;
    ExitStatus status = stage.status();
    boolean closedByUser =
        stage.role() == StageRole.DISPLAY && status.code() == DisplayCommand.CLOSED_BY_USER;
    // Ctrl-C reaches the whole group; a stage that was just starting could not yet ignore it.
    boolean stoppedAtStart = stopped && status.code() == StopSignal.FORCED;
    boolean pardoned = stoppedAtStart || stage.isKilled() || isMoot(stage);
    if (stage.role() == StageRole.DISPLAY) {
      console.release();
    }
    if (closedByUser) {
      stopped = true;
      stopCapture();
    } else if (!status.isSuccess()) {
      String reason = status.signal() == 0 ? stage.words().takeReason() : null;
      if (!pardoned) {
        fail(stage, status, reason);
      }
    }
    stage.words().release();
    if (stage.role() == StageRole.CAPTURE) {
      onCaptureEnd(status);
    } else {
      onConsumerEnd(stage);
    }
  }

  private void fail(StageProcess stage, ExitStatus status, String reason) {
    if (captureFailed && status.signal() == 0) {
      // It says that its source is gone, which was told already.
      return;
    }
    if (reason == null) {
      stage.words().release();
      fail(stage, status.describe());
    } else {
      refused |= !failed && status.code() == StageErrors.USAGE;
      failed = true;
      console.error("zoetrope run: " + stage.name() + ": " + reason);
    }
  }

  private void fail(StageProcess stage, String how) {
    failed = true;
    String last = stage.words().last();
    console.error(
        "zoetrope run: "
            + stage.name()
            + " (pid "
            + stage.pid()
            + ") "
            + how
            + (last.isEmpty() ? "" : "; its last words: " + last));
  }

  private void onCaptureEnd(ExitStatus status) {
    captureEnded = true;
    captureFailed = !status.isSuccess();
    for (StageProcess stage : stages()) {
      // Whoever has joined takes what is left. The others would wait for streams that are gone.
      if (!view.hasJoined(stage.name()) && (!status.isSuccess() || stopped || failed)) {
        stage.stop();
      }
    }
  }

  private void onConsumerEnd(StageProcess ended) {
    boolean failedAtStart = !ended.status().isSuccess() && view.published() == 0;
    boolean consumersLeft = false;
    boolean encodersLeft = false;
    for (StageProcess stage : stages()) {
      boolean left = stage.isAlive() && stage.role() != StageRole.CAPTURE;
      consumersLeft |= left;
      encodersLeft |= left && stage.role() == StageRole.ENCODER;
    }
    boolean outputsComplete =
        ended.role() == StageRole.ENCODER && ended.status().isSuccess() && !encodersLeft;
    if (failedAtStart || !consumersLeft || outputsComplete) {
      stopCapture();
    }
  }

  private void stopByUser() {
    stopped = true;
    stopCapture();
  }

  private void stopCapture() {
    for (StageProcess stage : stages()) {
      if (stage.role() == StageRole.CAPTURE) {
        stage.stop();
      }
    }
    if (captureEnded && !view.announced()) {
      stages().forEach(StageProcess::stop);
    }
  }

  /** Ends all stages at once, and waits a moment until they are gone. */
  void kill() {
    List<StageProcess> all = stages();
    all.stream().filter(StageProcess::isAlive).forEach(StageProcess::kill);
    all.forEach(stage -> stage.awaitEnd(KILL_WAIT_NS));
  }
}
