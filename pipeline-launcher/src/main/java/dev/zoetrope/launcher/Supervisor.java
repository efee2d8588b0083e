package dev.zoetrope.launcher;

import dev.zoetrope.display.DisplayCommand;
import dev.zoetrope.ffmpeg.command.StageErrors;
import dev.zoetrope.pipeline.StageRole;
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
 * <p>Only the roots, which read from no other stage, are ever asked to stop while all is well:
 * their streams end, the others take what is left of them and end by themselves, one after the
 * other down the graph. One thread runs {@link #run}; {@link #kill} may be called from any other.
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

  /** What ends wakes the supervisor; a look at the counters takes it a millisecond or two. */
  private static final long TICK_MS = 1000;

  /** Where progress is shown in place, which moves twice a second. */
  private static final long IN_PLACE_TICK_MS = 500;

  /** Before the first frame: from then on the time counts that is told at the end. */
  private static final long FIRST_FRAME_TICK_MS = 100;

  private static final long KILL_WAIT_NS = 2_000_000_000L;
  private static final long NEVER_JOINED_GRACE_NS = 3_000_000_000L;

  private final Console console;
  private final PipelineWatch watch;
  private final ProgressMeter meter;
  private final long graceNs;
  private final Function<StageSpec, ProcessCommand> commands;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final List<StageProcess> stages = new ArrayList<>();
  private final Map<StageProcess, StuckWatch> ending = new HashMap<>();
  private final Map<String, StageProcess> ended = new HashMap<>();
  private StageGraph graph = new StageGraph(List.of());
  private PipelineView view = PipelineView.NOTHING;
  private boolean interrupted;
  private boolean stopped;
  private boolean failed;
  private boolean refused;

  /**
   * A supervisor.
   *
   * @param console where failures are told
   * @param watch the pipeline
   * @param meter shows the progress
   * @param graceNs how long a stage may take to end without getting on, nanoseconds
   * @param commands what to execute for a stage
   */
  Supervisor(
      Console console,
      PipelineWatch watch,
      ProgressMeter meter,
      long graceNs,
      Function<StageSpec, ProcessCommand> commands) {
    this.console = console;
    this.watch = watch;
    this.meter = meter;
    this.graceNs = graceNs;
    this.commands = commands;
  }

  /**
   * Runs stages until all have ended; when interrupted, ends them at once.
   *
   * @param specs the stages
   * @param stop ends the run in order when raised
   * @return how it ended
   * @throws IOException when a stage cannot be started
   */
  Outcome run(List<StageSpec> specs, StopSignal stop) throws IOException {
    if (stop.isRequested()) {
      return Outcome.STOPPED;
    }
    graph = new StageGraph(specs);
    try {
      for (StageSpec spec : specs) {
        start(spec);
      }
      stop.onRequest(() -> events.add(this::stopByUser));
      while (ended.size() < specs.size()) {
        step();
      }
    } catch (IOException e) {
      // A signal to the whole group ends what is just being started as well.
      if (!StageProcess.isStopping(stop)) {
        throw e;
      }
      stopped = true;
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
            stage -> events.add(() -> onEnd(stage))));
  }

  private synchronized List<StageProcess> stages() {
    return List.copyOf(stages);
  }

  private void step() {
    long steadyTickMs = console.isInPlace() ? IN_PLACE_TICK_MS : TICK_MS;
    long tickMs = view.published() == 0 ? FIRST_FRAME_TICK_MS : steadyTickMs;
    long waitMs = watch.isComplete() ? tickMs : LOOK_FOR_STREAMS_MS;
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
      stage.words().releaseAged(nowNs);
      if (stage.isAlive()) {
        pressOn(stage, nowNs);
      }
    }
  }

  /** Sees to it that a stage that should end does. */
  private void pressOn(StageProcess stage, long nowNs) {
    stage.insist(nowNs);
    boolean isEvicted = view.isEvicted(stage.spec().joinName());
    boolean shouldEnd = stage.isStopTold() || hasNothingToRead(stage) || isEvicted;
    if (!shouldEnd || stage.isKilled()) {
      return;
    }
    long frames = view.worked(stage.spec().joinName()) + view.published(stage.spec().writes());
    long stageGraceNs = isMoot(stage) ? Math.min(graceNs, NEVER_JOINED_GRACE_NS) : graceNs;
    StuckWatch stuck =
        ending
            .computeIfAbsent(
                stage, s -> StuckWatch.start(stageGraceNs, frames, s.processorTime(), nowNs))
            .look(frames, stage.processorTime(), nowNs);
    ending.put(stage, stuck);
    if (stuck.isStuck(nowNs)) {
      if (isLeftWithoutInput(stage)) {
        fail(stage, "was killed: what it reads never came");
      } else if (!isMoot(stage)) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(graceNs);
        String since = isEvicted ? "it was left behind" : "when it should have";
        fail(stage, "did not end within " + seconds + " s of " + since + ", and was killed");
      }
      stage.kill();
    } else if (stuck.isSlow(nowNs)) {
      stage.stop();
    }
  }

  /** Whether all that a stage reads from in this run has ended. */
  private boolean hasNothingToRead(StageProcess stage) {
    List<String> upstream = graph.upstream(stage.name());
    return !upstream.isEmpty() && ended.keySet().containsAll(upstream);
  }

  /** Whether a stage waits for streams that are gone: it holds nothing, so nothing is lost. */
  private boolean isMoot(StageProcess stage) {
    return hasNothingToRead(stage) && hasTakenNothing(stage);
  }

  private boolean hasTakenNothing(StageProcess stage) {
    return hasNothingToTake(stage) && view.worked(stage.spec().joinName()) == 0;
  }

  /**
   * Whether no frame waits for a stage. It may have joined a stream that ended before it had mapped
   * it, and then looks for the next writer.
   */
  private boolean hasNothingToTake(StageProcess reader) {
    return !view.hasJoined(reader.spec()) || view.published(reader.spec().reads()) == 0;
  }

  private void onEnd(StageProcess stage) {
    ended.put(stage.name(), stage);
    ExitStatus status = stage.status();
    boolean closedByUser =
        stage.role() == StageRole.DISPLAY && status.code() == DisplayCommand.CLOSED_BY_USER;
    if (stage.role() == StageRole.DISPLAY) {
      console.release();
    }
    if (closedByUser) {
      stopByUser();
    } else if (!status.isSuccess()) {
      String reason = status.signal() == 0 ? stage.words().takeReason() : null;
      if (!isPardoned(stage)) {
        fail(stage, status, reason);
      }
    } else if (stage.isStopTold() && isLeftWithoutInput(stage)) {
      // One that ended by itself has seen its input, even if it came and went between two looks.
      fail(stage, "ended without a frame: what it reads never came");
    } else if (isMissed(stage)) {
      console.complain(stage.obituary("ended before it joined; the others wait for it"));
    }
    stage.words().release();
    onWriterEnd(stage);
    onReaderEnd(stage);
  }

  /** A program may join under whatever name it likes, and is believed. */
  private boolean isLeftWithoutInput(StageProcess stage) {
    return stage.role() != StageRole.COMMAND && isMoot(stage) && !stopped && !failed;
  }

  /** Its child may be about to join, so this is no failure yet. */
  private boolean isMissed(StageProcess stage) {
    boolean areOthers =
        graph.upstream(stage.name()).stream()
            .anyMatch(name -> !ended.keySet().containsAll(graph.readers(name)));
    return stage.role() == StageRole.COMMAND
        && areOthers
        && hasTakenNothing(stage)
        && !stopped
        && !failed;
  }

  private boolean isPardoned(StageProcess stage) {
    // A signal reaches the whole group; a stage that was just starting had no handler for it yet.
    boolean stoppedAtStart = stopped && stage.status().isByStopSignal();
    // An encoder says so that no frame came: that is what was asked for.
    boolean stoppedEmpty =
        stopped && !graph.upstream(stage.name()).isEmpty() && hasTakenNothing(stage);
    boolean isMootNow = stoppedEmpty || (isMoot(stage) && failed);
    return stoppedAtStart || stage.isKilled() || stage.isTerminated() || isMootNow;
  }

  private void fail(StageProcess stage, ExitStatus status, String reason) {
    if (status.signal() == 0 && isUpstreamFailed(stage.name())) {
      // It says that its source is gone, which was told already.
      return;
    }
    if (reason == null) {
      stage.words().release();
      fail(stage, status.describe());
    } else {
      refused |= !failed && status.code() == StageErrors.USAGE;
      failed = true;
      console.complain(stage.name() + ": " + reason);
    }
  }

  private void fail(StageProcess stage, String how) {
    failed = true;
    console.complain(stage.obituary(how));
  }

  private boolean isUpstreamFailed(String name) {
    return graph.upstream(name).stream()
        .map(this::stage)
        .anyMatch(
            upstream ->
                (!upstream.isAlive() && !upstream.status().isSuccess())
                    || isUpstreamFailed(upstream.name()));
  }

  private void onWriterEnd(StageProcess writer) {
    boolean isOver = !writer.status().isSuccess() || stopped || failed;
    for (String name : graph.readers(writer.name())) {
      // Whoever has joined takes what is left. The others wait for streams that are gone.
      StageProcess reader = stage(name);
      if (isOver && hasNothingToTake(reader)) {
        reader.stop();
      }
    }
  }

  private void onReaderEnd(StageProcess reader) {
    for (String name : graph.upstream(reader.name())) {
      if (ended.keySet().containsAll(graph.readers(name))) {
        stage(name).stop();
      }
    }
    boolean failedAtStart = !reader.status().isSuccess() && view.published() == 0;
    boolean isLastWork =
        graph.isWork(reader.name())
            && reader.status().isSuccess()
            && stages().stream().noneMatch(other -> other.isAlive() && graph.isWork(other.name()));
    if (failedAtStart || isLastWork) {
      stopRoots();
    }
  }

  private StageProcess stage(String name) {
    return stages().stream().filter(stage -> stage.name().equals(name)).findFirst().orElseThrow();
  }

  private void stopByUser() {
    stopped = true;
    stopRoots();
  }

  private void stopRoots() {
    boolean rootsLeft = false;
    for (StageProcess stage : stages()) {
      if (graph.isRoot(stage.name())) {
        rootsLeft |= stage.isAlive();
        stage.stop();
      }
    }
    if (!rootsLeft && !view.announced()) {
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
