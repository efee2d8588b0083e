package dev.zoetrope.stage;

import dev.zoetrope.channel.FrameLease;
import dev.zoetrope.layout.FrameHeader;

/**
 * A process of one's own between the slots. One interface for all four kinds:
 *
 * <table>
 * <caption>Kinds of stages</caption>
 * <tr><td>it watches</td><td>inputs, no output: {@link #onFrame} looks at each frame</td></tr>
 * <tr><td>it transforms</td><td>inputs and outputs: {@link #onFrame} claims a slot of an output, fills and
 * publishes it; none, one or many for each frame, of any size and format</td></tr>
 * <tr><td>it combines</td><td>several inputs: {@link #onFrame} says which one a frame is of</td></tr>
 * <tr><td>it is a source</td><td>no input: {@link #produce} is called again and again</td></tr>
 * </table>
 *
 * <p>The whole of a stage that looks at every frame and does nothing:
 *
 * <pre>{@code
 * public final class NullStage implements Stage {
 *   @Override
 *   public Status onFrame(StageInput input, FrameLease frame) {
 *     return Status.CONTINUE;
 *   }
 * }
 * }</pre>
 *
 * <p>Which streams it reads and writes is not its own matter: the command line says so, the same
 * for all stages, and the stage finds them in its {@link StageContext}. A stage needs a constructor
 * without arguments, or a {@code main} that hands one to the runner.
 *
 * <h2>Order of calls</h2>
 *
 * <pre>
 * open → ( onFormat? onFrame | onEnd )* → flush → close      with inputs
 * open → produce* → flush → close                            without
 * </pre>
 *
 * <p>{@link #open} runs when all input streams exist but none is joined yet: what it refuses has
 * touched nobody. {@link #onFormat} comes before the first frame of an input, and before every one
 * that looks different from the one before. {@link #flush} is left out when the stage failed;
 * {@link #close} is called once {@link #open} was, however that went.
 *
 * <h2>Threads</h2>
 *
 * <p>One thread makes all calls, from {@link #open} to {@link #close}. A stage may have further
 * threads; leases may be closed on any, and nothing else of what it is given may be used there.
 *
 * <p>Frames of one input come in their order. Across inputs of policy EVERY whose sources can wait
 * they come in the order of presentation times (equal ones in the order of the inputs), whichever
 * arrived first: the same media give the same calls, on every run. So such an input is waited for,
 * until it has a frame or ends. All other inputs, live ones and those of policy LATEST or LEAKY,
 * are never waited for: theirs come as they arrive.
 *
 * <h2>Who closes what</h2>
 *
 * <p>The runner closes the lease when {@link #onFrame} returns or throws; until then not a byte of
 * it changes, after that it is not to be touched. A stage that wants it for longer says so, {@link
 * StageInput#keep}, and closes it itself, at the latest in {@link #close}. Kept leases hold slots
 * of the input: keep fewer than it has, less two.
 *
 * <p>Claims are the stage's to publish or close, best by try-with-resources. Those that are open
 * when it fails or ends are aborted by the runner: nobody sees a half-written frame, no slot is
 * lost.
 *
 * <h2>Errors</h2>
 *
 * <p>Whatever a call throws ends the stage: one line names the stage, the frame and the cause, the
 * outputs end as FAILED after the frames published so far, the exit code is 1. Nobody else is
 * harmed. {@link UsageException} says that the command line cannot be meant: exit code 2. A stage
 * that ends the process by itself, with {@code System.exit}, has failed too, whatever it says.
 *
 * <p>A call that does not return makes this stage a reader that stalls: after the stall timeout of
 * the input's writer it is evicted, and the pipeline goes on without it.
 */
public interface Stage extends AutoCloseable {
  /** What a call says about going on. */
  enum Status {
    /** There is more to do. */
    CONTINUE,
    /** The stage has done what it is for: it is flushed and closed, its outputs end in order. */
    DONE
  }

  /**
   * Prepares the stage: looks at its inputs, says what its outputs are, reads its arguments.
   *
   * @param context of this stage, good until {@link #close}
   * @throws UsageException when the command line cannot be meant
   * @throws Exception when the stage cannot work
   */
  default void open(StageContext context) throws Exception {}

  /**
   * Tells how the frames of an input look from the next one on: format, size, crop, colours, rate,
   * channels or time base are new, or seen for the first time.
   *
   * @param input the input
   * @param header of the first such frame, good during this call
   * @throws Exception when the stage fails
   */
  default void onFormat(StageInput input, FrameHeader header) throws Exception {}

  /**
   * Takes a frame. The pixels or samples are where the writer put them; they are read-only.
   *
   * @param input where it comes from
   * @param frame closed by the runner when this returns, unless {@linkplain StageInput#keep kept}
   * @return whether to go on
   * @throws Exception when the stage fails
   */
  default Status onFrame(StageInput input, FrameLease frame) throws Exception {
    throw new UsageException(
        StageErrorText.name(this) + " is a source, which reads no stream; leave --stream out");
  }

  /**
   * Makes the next frame or frames, for a stage without inputs; called again and again. What it
   * waits for should take less than a second, so that a stop is heard.
   *
   * @return whether to go on
   * @throws Exception when the stage fails
   */
  default Status produce() throws Exception {
    throw new UsageException(StageErrorText.name(this) + " reads streams; name one with --stream");
  }

  /**
   * Nothing more will come from an input, be it that it ended, or that its source is gone; see
   * {@link StageInput#state}. The others go on.
   *
   * @param input the input
   * @throws Exception when the stage fails
   */
  default void onEnd(StageInput input) throws Exception {}

  /**
   * The end of all: inputs have ended, a stop was requested, or the stage said DONE. What it still
   * holds can be published now.
   *
   * @throws Exception when the stage fails
   */
  default void flush() throws Exception {}

  /**
   * Frees what the stage holds. It is too late for frames: {@link #flush} is the place for the
   * last.
   */
  @Override
  default void close() throws Exception {}
}
