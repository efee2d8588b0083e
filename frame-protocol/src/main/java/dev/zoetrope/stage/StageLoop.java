package dev.zoetrope.stage;

import dev.zoetrope.channel.FrameLease;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Runs one stage, from its open to its close, on the thread of {@link #run}.
 *
 * <p>This is the runner without a command line: {@code dev.zoetrope.ffmpeg.command.StageRunner} has
 * that, and tests of stages use it as it is.
 */
public final class StageLoop {
  private static final long WAIT_NS = 100_000_000L;

  private final Stage stage;
  private final String stageName;
  private final StageSettings settings;
  private final FrameLayouts layouts;
  private final StageConsole console;
  private final StopSignal stop;
  private final StageStreams streams;
  private InputMerge merge;
  private boolean isOpened;

  /**
   * Prepares to run a stage.
   *
   * @param stage new; opened and closed by {@link #run}
   * @param settings where it is in its pipeline
   * @param layouts of the formats that it may publish
   * @param console where it speaks
   * @param stop ends it in order
   */
  public StageLoop(
      Stage stage,
      StageSettings settings,
      FrameLayouts layouts,
      StageConsole console,
      StopSignal stop) {
    this.stage = stage;
    this.stageName = StageErrorText.name(stage);
    this.settings = settings;
    this.layouts = layouts;
    this.console = console;
    this.stop = stop;
    this.streams = new StageStreams(settings, console, stop);
  }

  /**
   * Runs the stage to its end: until its inputs ended, it said DONE, or a stop was requested.
   *
   * @throws UsageException when the command line cannot be meant
   * @throws StageException when the stage threw; its outputs ended as failed
   * @throws IOException when its streams failed, or did not end in order
   */
  public void run() throws IOException {
    Throwable failure = null;
    try {
      if (open()) {
        while (doWork()) {
          // On to the next frame.
        }
        step(() -> "at its end", Executable.of(stage::flush));
        streams.checkEnds();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
      throw e;
    } finally {
      close(failure);
    }
  }

  private boolean open() throws IOException {
    if (settings.inputs().isEmpty() && settings.outputs().isEmpty()) {
      throw new UsageException(
          stageName + " has nothing to do: name a stream with --stream, or an output with --out");
    }
    StageArguments arguments = new StageArguments(settings.arguments());
    if (!streams.find(layouts)) {
      return false;
    }
    StageContext context =
        new StageContext(
            settings.directory(), streams.inputs(), streams.outputs(), arguments, console, stop);
    isOpened = true;
    step(() -> "when it opened", Executable.of(() -> stage.open(context)));
    arguments.checkAllAsked(stageName);
    streams.openOutputs(stageName);
    if (!streams.awaitReaders()) {
      return false;
    }
    streams.join();
    if (!streams.inputs().isEmpty()) {
      merge = new InputMerge(streams.inputs());
      stop.onRequest(merge::wakeup);
    }
    return true;
  }

  /** One call of the stage at most; false when it is over. */
  private boolean doWork() throws IOException {
    if (stop.isRequested()) {
      return false;
    }
    if (merge == null) {
      return step(() -> "producing", stage::produce) == Stage.Status.CONTINUE;
    }
    StageInput input = merge.await(WAIT_NS);
    if (input == null) {
      return true;
    }
    if (input.waiting() == null) {
      input.end();
      step(
          () -> "at the end of stream '" + input.name() + "'",
          Executable.of(() -> stage.onEnd(input)));
      return !streams.inputs().stream().allMatch(StageInput::isEnded);
    }
    return deliver(input) == Stage.Status.CONTINUE;
  }

  private Stage.Status deliver(StageInput input) throws IOException {
    FrameLease frame = input.take();
    Supplier<String> where =
        () -> StageErrorText.frame(input.name(), input.frames(), frame.header());
    try {
      if (input.isNewLook()) {
        step(where, Executable.of(() -> stage.onFormat(input, frame.header())));
      }
      return step(where, () -> stage.onFrame(input, frame));
    } finally {
      input.done();
    }
  }

  /** Something a stage is asked to do, which gives nothing back. */
  @FunctionalInterface
  private interface Executable {
    void execute() throws Exception;

    static Callable<Void> of(Executable executable) {
      return () -> {
        executable.execute();
        return null;
      };
    }
  }

  @SuppressWarnings("CatchingUnchecked") // Whatever a stage throws ends it, and nothing else.
  private <T> T step(Supplier<String> where, Callable<T> call) throws StageException {
    try {
      return call.call();
    } catch (UsageException e) {
      throw e;
    } catch (Exception | LinkageError | AssertionError | OutOfMemoryError | StackOverflowError e) {
      throw new StageException(stageName + ": " + where.get() + ": " + StageErrorText.cause(e), e);
    }
  }

  private void close(Throwable failure) throws IOException {
    Throwable first = failure;
    try {
      if (isOpened) {
        step(() -> "closing", Executable.of(stage::close));
      }
    } catch (StageException | UsageException e) {
      first = first == null ? e : first;
      if (failure == null) {
        throw e;
      }
      failure.addSuppressed(e);
    } finally {
      closeStreams(first);
    }
  }

  private void closeStreams(Throwable failure) throws IOException {
    try {
      if (merge != null) {
        merge.close();
      }
      streams.close(failure == null);
    } catch (IOException | RuntimeException e) {
      if (failure == null) {
        throw e;
      }
      failure.addSuppressed(e);
    }
  }

  /**
   * Ends the outputs as failed, for a process that goes down while {@link #run} runs; from any
   * thread.
   *
   * @throws IOException when they cannot be ended
   */
  public void abandon() throws IOException {
    streams.endOutputs(false);
  }

  /**
   * What came of it, for example {@code 90 in, 0 skipped, 90 out, 0 dropped}; also while it runs.
   */
  public String summary() {
    long in = 0;
    long skipped = 0;
    long out = 0;
    long dropped = 0;
    for (StageInput input : streams.inputs()) {
      in += input.frames();
      skipped += input.skipped();
    }
    for (StageOutput output : streams.outputs()) {
      out += output.frames();
      dropped += output.dropped();
    }
    String taken =
        streams.inputs().isEmpty()
            ? ""
            : String.format(Locale.ROOT, "%d in, %d skipped", in, skipped);
    String given =
        streams.outputs().isEmpty()
            ? ""
            : String.format(Locale.ROOT, "%d out, %d dropped", out, dropped);
    return taken + (taken.isEmpty() || given.isEmpty() ? "" : ", ") + given;
  }
}
